"""Containers over HTTP: what a vault calls the VMs registered with it, each around its one protected item."""

from collections.abc import Iterable

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import ProtectedItem
from local_stack.simulator.state.protection import find_item
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import Keys, equals, parse, passing
from local_stack.simulator.web.paging import page_of

KEYS: Keys = {
    "backupManagementType": equals("backupManagementType"),
    "friendlyName": equals("friendlyName"),
    "status": equals("registrationStatus"),
}


def list_registered(call: Call) -> Answer:
    """List the containers of a vault; Azure insists on a filter here (azure-sdk-for-python#19147)."""
    if "backupmanagementtype" not in parse(call.filter):
        raise refuse("WrongInput")
    return _listed(call, call.vault.items.items())


def list_deleted(call: Call) -> Answer:
    """List those whose item is deleted softly (recorded in soft_delete_and_undelete.json)."""
    return _listed(call, ((key, item) for key, item in call.vault.items.items() if item.deleted))


def get(call: Call) -> Answer:
    """Show one container, which `az` asks for by its native name."""
    key = call.names["container"].lower().removeprefix("iaasvmcontainer;")
    return Answer(200, _body(call, find_item(call.vault, key)))


def _listed(call: Call, items: Iterable[tuple[str, ProtectedItem]]) -> Answer:
    return page_of(call, items, lambda item: _body(call, item), passing(call.filter, KEYS))


def _body(call: Call, item: ProtectedItem) -> Json:
    """Write a container as recorded in soft_delete_and_undelete.json."""
    kind = "Microsoft.Compute/virtualMachines"
    properties = {
        "virtualMachineId": item.vm.vm_id(),
        "virtualMachineVersion": "Compute",
        "resourceGroup": item.vm.group,
        "friendlyName": item.vm.name,
        "backupManagementType": "AzureIaasVM",
        "registrationStatus": "SoftDeleted" if item.deleted else "Registered",
        "healthStatus": "Healthy",
        "containerType": kind,
        "protectableObjectType": kind,
    }
    name = f"IaasVMContainer;{item.vm.protectable_name()}"
    return {
        "id": f"{call.vault.id}/backupFabrics/Azure/protectionContainers/{name}",
        "name": name,
        "type": "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers",
        "properties": properties,
    }
