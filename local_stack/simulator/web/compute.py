"""VMs over HTTP: what backup reads of them, what restores made, and a PUT and a DELETE to change the world."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.announcements import announce
from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.machines import add_vm, disks_of_a_new_vm, find_vm, remove_vm
from local_stack.simulator.state.names import ResourceName, same
from local_stack.simulator.state.resources import DiskSet
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page_of
from local_stack.simulator.web.vm_body import vm_body


def get(call: Call) -> Answer:
    """Show a VM, with its agent and power state if `$expand=instanceView` asks for it."""
    expanded = call.query.get("$expand", "").lower() == "instanceview"
    return Answer(200, vm_body(find_vm(call.cloud, _name(call)), call.now, instance_view=expanded))


def list_all(call: Call) -> Answer:
    """List the VMs of a subscription or of one resource group."""
    where = [call.names["subscription"], *([call.names["group"]] if "group" in call.names else [])]
    vms = ((key, vm) for key, vm in call.cloud.world.vms.items() if _within(vm.name, where))
    return page_of(call, vms, lambda vm: vm_body(vm, call.now))


def put(call: Call) -> Answer:
    """Create or replace a VM, at once, and announce it. No vault sees it before its next refresh."""
    location = call.body.get("location")
    if not isinstance(location, str):
        raise refuse("WrongInput")
    known = _name(call).vm_id().lower() in call.cloud.world.vms
    storage = call.properties.get("storageProfile", {})
    vm = VirtualMachine(_name(call), location, discovered=False)
    vm.os_type = storage.get("osDisk", {}).get("osType", "Linux")
    vm.disks = _disks(vm.name.name, storage)
    vm.size = call.properties.get("hardwareProfile", {}).get("vmSize", vm.size)
    vm.tags = call.body.get("tags") or {}
    add_vm(call.cloud, vm)
    announce(call.cloud, [vm.id], method="PUT" if known else "")
    return Answer(200 if known else 201, vm_body(vm, call.now))


def delete(call: Call) -> Answer:
    """Delete a VM, at once."""
    return Answer(200 if remove_vm(call.cloud, _name(call)) else 204)


def _disks(vm: str, storage: Json) -> DiskSet:
    """Read which disks a VM is to have; those without a name get one."""
    disks = {disk["lun"]: disk.get("name") for disk in storage.get("dataDisks", [])}
    usual = disks_of_a_new_vm(vm, disks)
    data = {lun: name or usual.data[lun] for lun, name in disks.items()}
    return DiskSet(storage.get("osDisk", {}).get("name") or usual.os, data)


def _within(vm: ResourceName, where: list[str]) -> bool:
    return all(same(one, other) for one, other in zip(vm, where, strict=False))


def _name(call: Call) -> ResourceName:
    return ResourceName(call.names["subscription"], call.names["group"], call.names["vm"])
