"""VMs over HTTP: what backup reads of them, and a PUT and a DELETE to change the world."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.machines import add_vm, find_vm, remove_vm
from local_stack.simulator.state.names import ResourceName
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call


def get(call: Call) -> Answer:
    """Show a VM, with its power state if `$expand=instanceView` asks for it."""
    body = _vm_body(find_vm(call.cloud, _name(call)))
    if call.query.get("$expand", "").lower() == "instanceview":
        body["properties"]["instanceView"] = _RUNNING
    return Answer(200, body)


def put(call: Call) -> Answer:
    """Create or replace a VM, at once. No vault sees it before its next refresh."""
    location = call.body.get("location")
    if not isinstance(location, str):
        raise refuse("WrongInput")
    known = _name(call).vm_id().lower() in call.cloud.world.vms
    storage = call.properties.get("storageProfile", {})
    vm = VirtualMachine(_name(call), location, discovered=False)
    vm.os_type = storage.get("osDisk", {}).get("osType", "Linux")
    vm.luns = [disk["lun"] for disk in storage.get("dataDisks", [])]
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


def _name(call: Call) -> ResourceName:
    return ResourceName(call.names["subscription"], call.names["group"], call.names["vm"])


def _vm_body(vm: VirtualMachine) -> Json:
    os_disk = {"osType": vm.os_type, "name": f"{vm.name.name}_OsDisk", "createOption": "FromImage"}
    data_disks = [{"lun": lun, "name": f"{vm.name.name}_lun{lun}", "createOption": "Attach"} for lun in vm.luns]
    return {
        "name": vm.name.name,
        "id": vm.id,
        "type": "Microsoft.Compute/virtualMachines",
        "location": vm.location,
        "properties": {
            "hardwareProfile": {"vmSize": vm.size},
            "provisioningState": "Succeeded",
            "storageProfile": {"osDisk": os_disk, "dataDisks": data_disks},
            "osProfile": {"computerName": vm.name.name},
        },
    }
