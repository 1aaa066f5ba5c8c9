"""Protected items over HTTP: how they are."""

from local_stack.simulator.state.entities import ProtectedItem
from local_stack.simulator.state.health import HEALTHY
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import anything, equals, parse, passing
from local_stack.simulator.web.paging import page_of
from local_stack.simulator.web.times import iso, time_span

KEYS = {
    "backupManagementType": equals("backupManagementType"),
    "itemType": equals("workloadType"),
    "policyName": equals("policyName"),
    "containerName": equals("containerName"),
    "friendlyName": equals("friendlyName"),
    "healthState": equals("healthStatus"),
    "fabricName": anything,
    "expand": anything,
}

_NEVER = "2001-01-01T00:00:00Z"


def get(call: Call) -> Answer:
    """Show one item; `$filter=expand eq 'extendedInfo'` adds its recovery points' count."""
    return Answer(200, item_body(call, call.item, extended=bool(parse(call.filter))))


def list_all(call: Call) -> Answer:
    """List the items of a vault (recorded in list_protected_items.json)."""
    return page_of(call, call.vault.items.items(), lambda item: item_body(call, item), passing(call.filter, KEYS))


def item_id(call: Call, item: ProtectedItem) -> str:
    """Spell the id of an item."""
    name = item.vm.protectable_name()
    return f"{call.vault.id}/backupFabrics/Azure/protectionContainers/IaasVMContainer;{name}/protectedItems/VM;{name}"


def item_body(call: Call, item: ProtectedItem, *, extended: bool = False) -> Json:
    """Write an item as recorded in get_protected_item.json and list_protected_items.json."""
    name, vm_id, vault = item.vm.protectable_name(), item.vm.vm_id(), call.vault
    properties: Json = {
        "friendlyName": item.vm.name,
        "virtualMachineId": vm_id,
        "protectionStatus": "Unhealthy" if _unhealthy(item) else "Healthy",
        "protectionState": item.state,
        **_health(item),
        "lastBackupStatus": item.last_backup_status,
        "lastBackupTime": iso(item.last_backup) if item.last_backup else _NEVER,
        "protectedItemDataId": item.data_id,
        **({"extendedInfo": _extended(call, item)} if extended else {}),
        **({"extendedProperties": item.extended_properties} if item.extended_properties else {}),
        "sourceSideScanning": 0,
        "protectedItemType": "Microsoft.Compute/virtualMachines",
        "backupManagementType": "AzureIaasVM",
        "workloadType": "VM",
        "containerName": name,
        "sourceResourceId": vm_id,
        "policyId": f"{vault.id}/backupPolicies/{item.policy}" if item.policy else "",
        "policyName": item.policy,
        **_last_point(call, item),
        "vaultId": f"https://management.azure.com{vault.id}",
        **_deferred_delete(call, item),
        "isArchiveEnabled": False,
        "softDeleteRetentionPeriod": item.kept_days if item.deleted else 0,
    }
    return {
        "id": item_id(call, item),
        "name": f"VM;{name}",
        "type": "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
        "properties": properties,
    }


def _unhealthy(item: ProtectedItem) -> bool:
    """Tell whether something is wrong: so were all that had failed, even where action was only suggested."""
    return item.last_backup_status == "Failed" or (item.health is not None and item.health.status == "ActionRequired")


def _health(item: ProtectedItem) -> Json:
    """Write how the item is (recorded in list_protected_items_with_health_errors.json); a fresh one has no details."""
    health = item.health or (HEALTHY if item.last_backup else None)
    if health is None:
        return {"healthStatus": "Passed"}
    detail = {
        "code": health.code,
        "title": health.title,
        "message": health.message,
        "recommendations": health.recommendations,
    }
    return {"healthStatus": health.status, "healthDetails": [detail]}


def _deferred_delete(call: Call, item: ProtectedItem) -> Json:
    """Write since when an item is deleted softly, and how long it is still kept (soft_delete_and_undelete.json)."""
    if item.deleted is None or item.purged_at is None:
        return {}
    return {
        "deferredDeleteTimeInUTC": iso(item.deleted),
        "isScheduledForDeferredDelete": True,
        "deferredDeleteTimeRemaining": time_span(item.purged_at - call.now),
    }


def _last_point(call: Call, item: ProtectedItem) -> Json:
    points = item.kept(call.now)
    return {"lastRecoveryPoint": iso(points[-1].taken)} if points else {}


def _extended(call: Call, item: ProtectedItem) -> Json:
    points = item.kept(call.now)
    oldest = {"oldestRecoveryPoint": iso(points[0].taken)} if points else {}
    return {**oldest, "recoveryPointCount": len(points), "policyInconsistent": False}
