"""Discovery over HTTP: refresh, what can be protected, and which vault protects a VM."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.discovery import protectable, refresh
from local_stack.simulator.state.entities import ProtectedItem, VirtualMachine
from local_stack.simulator.state.names import vm_name
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import Keys, anything, equals, passing
from local_stack.simulator.web.operation_addresses import accepted
from local_stack.simulator.web.paging import page_of

KEYS: Keys = {
    "backupManagementType": equals("backupManagementType"),
    "friendlyName": equals("friendlyName"),
    "status": equals("protectionState"),
    "workloadType": anything,
    "containerName": anything,
}

_CONTAINERS = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers"


def refresh_containers(call: Call) -> Answer:
    """Look for VMs again (recorded in refresh_containers.json)."""
    return accepted(call, refresh(call.cloud, call.vault))


def list_protectable(call: Call) -> Answer:
    """List the VMs a vault could protect (recorded in list_protectable_items.json)."""
    vms = ((vm.id.lower(), vm) for vm in protectable(call.cloud, call.vault))
    return page_of(call, vms, lambda vm: _protectable_body(call, vm), passing(call.filter, KEYS))


def backup_status(call: Call) -> Answer:
    """Tell whether any vault protects a VM (recorded in backup_status_region.json)."""
    vm = vm_name(str(call.body.get("resourceId")))
    if vm is None or call.body.get("resourceType") != "VM":
        raise refuse("WrongInput")
    found = call.cloud.world.protector(vm)
    body = {
        "protectionStatus": _status(found[1]) if found else "NotProtected",
        **({"vaultId": found[0].id} if found else {}),
        "fabricName": "Azure",
        "containerName": f"iaasvmcontainer;{vm.protectable_name()}",
        "protectedItemName": f"vm;{vm.protectable_name()}",
        **({"policyName": found[1].policy} if found else {}),
        "protectedItemsCount": 0,
        "objectType": "BackupStatusResponse",
    }
    return Answer(200, body)


def _status(item: ProtectedItem) -> str:
    """Tell how protected an item is; nothing shows what Azure says of one that is stopped or softly deleted."""
    return "ProtectionFailed" if item.state == "ProtectionError" else "Protected"


def _protectable_body(call: Call, vm: VirtualMachine) -> Json:
    name = vm.name.protectable_name()
    container = f"{call.vault.id}/backupFabrics/Azure/protectionContainers/IaasVMContainer;{name}"
    properties = {
        "virtualMachineId": vm.id,
        "virtualMachineVersion": "Compute",
        "resourceGroup": vm.name.group,
        "backupManagementType": "AzureIaasVM",
        "protectableItemType": "Microsoft.Compute/virtualMachines",
        "friendlyName": vm.name.name,
        "protectionState": "NotProtected",
    }
    return {
        "id": f"{container}/protectableItems/vm;{name}",
        "name": name,
        "type": f"{_CONTAINERS}/protectableItems",
        "properties": properties,
    }
