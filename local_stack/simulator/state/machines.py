"""VMs, as far as backup looks at them."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.names import ResourceName, same
from local_stack.simulator.state.world import Cloud


def add_vm(cloud: Cloud, vm: VirtualMachine) -> None:
    """Put a VM into the world, or replace it; a discovered one is seen by the vaults of its region at once."""
    key = vm.id.lower()
    cloud.world.vms[key] = vm
    cloud.world.add_group(vm.name.group_id(), vm.location)
    for vault in cloud.world.vaults.values():
        if vm.discovered and same(vm.location, vault.location):
            vault.discovered.add(key)


def remove_vm(cloud: Cloud, name: ResourceName) -> bool:
    """Delete a VM; its protected item and recovery points stay."""
    for vault in cloud.world.vaults.values():
        vault.discovered.discard(name.vm_id().lower())
    return cloud.world.vms.pop(name.vm_id().lower(), None) is not None


def find_vm(cloud: Cloud, name: ResourceName) -> VirtualMachine:
    """Find a VM, or refuse as ARM's gateway does."""
    if vm := cloud.world.vms.get(name.vm_id().lower()):
        return vm
    raise refuse("VmNotFound", type="Microsoft.Compute/virtualMachines", name=name.name, group=name.group)
