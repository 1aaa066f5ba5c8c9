"""VMs over HTTP: what backup reads of them, what restores made, and a PUT and a DELETE to change the world."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.machines import add_vm, disks_of_a_new_vm, find_vm, remove_vm
from local_stack.simulator.state.names import DISKS, VIRTUAL_MACHINES, ResourceName
from local_stack.simulator.state.resources import DiskSet
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page


def get(call: Call) -> Answer:
    """Show a VM, with its power state if `$expand=instanceView` asks for it."""
    body = _vm_body(find_vm(call.cloud, _name(call)))
    if call.query.get("$expand", "").lower() == "instanceview":
        body["properties"]["instanceView"] = _RUNNING
    return Answer(200, body)


def list_all(call: Call) -> Answer:
    """List the VMs of a resource group."""
    group = ResourceName(call.names["subscription"], call.names["group"], "").group_id().lower()
    vms = [vm for vm in call.cloud.world.vms.values() if vm.name.group_id().lower() == group]
    return page(call, [_vm_body(vm) for vm in vms])


def put(call: Call) -> Answer:
    """Create or replace a VM, at once. No vault sees it before its next refresh."""
    location = call.body.get("location")
    if not isinstance(location, str):
        raise refuse("WrongInput")
    known = _name(call).vm_id().lower() in call.cloud.world.vms
    storage = call.properties.get("storageProfile", {})
    vm = VirtualMachine(_name(call), location, discovered=False)
    vm.os_type = storage.get("osDisk", {}).get("osType", "Linux")
    vm.disks = _disks(vm.name.name, storage)
    vm.size = call.properties.get("hardwareProfile", {}).get("vmSize", vm.size)
    add_vm(call.cloud, vm)
    return Answer(200 if known else 201, _vm_body(vm))


def delete(call: Call) -> Answer:
    """Delete a VM, at once."""
    return Answer(200 if remove_vm(call.cloud, _name(call)) else 204)


_RUNNING: Json = {
    "statuses": [
        {"code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded"},
        {"code": "PowerState/running", "level": "Info", "displayStatus": "VM running"},
    ]
}


def _disks(vm: str, storage: Json) -> DiskSet:
    """Read which disks a VM is to have; those without a name get one."""
    disks = {disk["lun"]: disk.get("name") for disk in storage.get("dataDisks", [])}
    usual = disks_of_a_new_vm(vm, disks)
    data = {lun: name or usual.data[lun] for lun, name in disks.items()}
    return DiskSet(storage.get("osDisk", {}).get("name") or usual.os, data)


def _name(call: Call) -> ResourceName:
    return ResourceName(call.names["subscription"], call.names["group"], call.names["vm"])


def _vm_body(vm: VirtualMachine) -> Json:
    os_disk = {"osType": vm.os_type, "createOption": "FromImage", **_disk(vm, vm.disks.os)}
    data_disks = [{"lun": lun, "createOption": "Attach", **_disk(vm, name)} for lun, name in vm.disks.data.items()]
    return {
        "name": vm.name.name,
        "id": vm.id,
        "type": VIRTUAL_MACHINES,
        "location": vm.location,
        "properties": {
            "hardwareProfile": {"vmSize": vm.size},
            "provisioningState": "Succeeded",
            "storageProfile": {"osDisk": os_disk, "dataDisks": data_disks},
            "osProfile": {"computerName": vm.name.name},
        },
    }


def _disk(vm: VirtualMachine, name: str) -> Json:
    return {"name": name, "managedDisk": {"id": vm.name._replace(name=name).id_of(DISKS)}}
