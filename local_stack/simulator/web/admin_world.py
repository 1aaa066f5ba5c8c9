"""The simulator's own routes that put VMs into the world."""

import msgspec
from msgspec import Struct, field

from local_stack.simulator.errors import refuse
from local_stack.simulator.seeds import VmSeed, sow_vm
from local_stack.simulator.state.announcements import announce, announce_new_vm
from local_stack.simulator.state.fleet import Fleet, add_fleet
from local_stack.simulator.state.names import VIRTUAL_MACHINES, same, vault_name
from local_stack.simulator.web.admin_refusals import refusing_nonsense
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.vm_body import vm_body


class NewVm(VmSeed):
    """A VM to add now; `publish` announces its deployment, with these extensions."""

    publish: bool = False
    extensions: list[str] = field(default_factory=list)


class Tagging(Struct, forbid_unknown_fields=True):
    """Tags to replace those of a VM; `publish` announces the update."""

    tags: dict[str, str]
    publish: bool = False


def add_vm(call: Call) -> Answer:
    """Add a VM, or replace it."""
    wanted = msgspec.convert(call.body, NewVm)
    with refusing_nonsense():
        vm = sow_vm(call.cloud, wanted)
    if wanted.publish:
        announce_new_vm(call.cloud, vm, wanted.extensions)
    return Answer(201, vm_body(vm, call.now, instance_view=True))


def change_vm(call: Call) -> Answer:
    """Tag every VM of a name."""
    wanted = msgspec.convert(call.body, Tagging)
    vms = [vm for vm in call.cloud.world.vms.values() if same(vm.name.name, call.names["vm"])]
    if not vms:
        raise refuse("ResourceNotFound", type=VIRTUAL_MACHINES, name=call.names["vm"], group="*")
    for vm in vms:
        vm.tags = wanted.tags
    announce(call.cloud, [vm.id for vm in vms if wanted.publish], method="PATCH")
    return Answer(200, {"value": [vm_body(vm, call.now) for vm in vms]})


def add_protected(call: Call) -> Answer:
    """Protect many VMs at once, in the vault of the id `vault` or the first there is."""
    body = dict(call.body)
    vault_id = str(body.pop("vault", "")) or next(iter(call.cloud.world.vaults), "")
    with refusing_nonsense():
        vault = call.cloud.world.vault(vault_name(vault_id))
        return Answer(201, {"value": add_fleet(call.cloud, vault, msgspec.convert(body, Fleet))})
