"""URLs and bodies of the Azure Backup REST API for VMs. Pure.

URLs of the backup provider are without an api-version: ArmClient adds that of the settings.

https://learn.microsoft.com/rest/api/backup/
"""

from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote, unquote, urlencode

from shared.arm_ids import VaultId, VmId, parts_of_vm
from shared.choices import Disks

VAULT_API = "2026-11-01"

type MountAction = Literal[
    "provisionInstantItemRecovery", "listInstantItemRecoveryOperationResult", "revokeInstantItemRecovery"
]

AZURE_VMS = "backupManagementType eq 'AzureIaasVM'"


def vault(vault_id: VaultId) -> str:
    """Return the URL of a vault."""
    return _url(vault_id, api=VAULT_API)


def vault_body(location: str, redundancy: str | None) -> dict[str, object]:
    """Return what creates a vault (recorded in vault_create.json)."""
    properties: dict[str, object] = {"publicNetworkAccess": "Enabled"}
    if redundancy:
        properties["redundancySettings"] = {"standardTierStorageRedundancy": redundancy}
    return {"location": location, "sku": {"name": "Standard"}, "properties": properties}


def policy_id(vault_id: VaultId, policy: str) -> str:
    """Return the ARM id of a policy."""
    return f"{vault_id}/backupPolicies/{policy}"


def policy(vault_id: VaultId, name: str) -> str:
    """Return the URL of a policy."""
    return _url(policy_id(vault_id, name))


def policies(vault_id: VaultId) -> str:
    """Return the URL of the vault's policies for Azure VMs."""
    return _url(f"{vault_id}/backupPolicies", AZURE_VMS)


def refresh_containers(vault_id: VaultId) -> str:
    """Return the URL to POST to so that the vault discovers VMs."""
    return _url(f"{vault_id}/backupFabrics/Azure/refreshContainers", AZURE_VMS)


def protectable_items(vault_id: VaultId) -> str:
    """Return the URL of the VMs that the vault has discovered and nobody protects."""
    return _url(f"{vault_id}/backupProtectableItems", AZURE_VMS)


def item_name(vm_id: VmId) -> str:
    """Return the name under which a vault lists a VM: iaasvmcontainerv2;{resource group};{VM}."""
    parts = parts_of_vm(vm_id)
    return f"iaasvmcontainerv2;{parts.group};{parts.name}"


def protected_item(vault_id: VaultId, name: str) -> str:
    """Return the URL of a protected item, from the name in the list of protectable items."""
    return _url(_item(vault_id, name))


def protected_items(vault_id: VaultId) -> str:
    """Return the URL of all VMs that the vault protects, has protected, or keeps after their deletion."""
    return _url(f"{vault_id}/backupProtectedItems", f"{AZURE_VMS} and itemType eq 'VM'")


def backup(vault_id: VaultId, name: str) -> str:
    """Return the URL to POST to so that a protected item is backed up now."""
    return _url(f"{_item(vault_id, name)}/backup")


def recovery_points(vault_id: VaultId, name: str) -> str:
    """Return the URL of a protected item's recovery points."""
    return _url(f"{_item(vault_id, name)}/recoveryPoints")


def restore(vault_id: VaultId, name: str, point: str) -> str:
    """Return the URL to POST to so that a recovery point is restored."""
    return _url(f"{_point(vault_id, name, point)}/restore")


def validate_operation(vault_id: VaultId) -> str:
    """Return the URL to POST to so that Azure checks a restore before it is begun; it answers at once."""
    return _url(f"{vault_id}/backupValidateOperation")


def recovery_point_id(vault_id: VaultId, name: str, point: str) -> str:
    """Return the ARM id of a recovery point, as it stands in bodies."""
    return unquote(_point(vault_id, name, point))


def mount_action(vault_id: VaultId, name: str, point: str, action: MountAction) -> str:
    """Return the URL to POST to in order to open, to read or to close a recovery point's mount."""
    return _url(f"{_point(vault_id, name, point)}/{action}")


def job(vault_id: VaultId, job_id: str) -> str:
    """Return the URL of a job."""
    return _url(f"{vault_id}/backupJobs/{quote(job_id, safe='')}")


def jobs(vault_id: VaultId, operation: str | None, since: datetime, until: datetime) -> str:
    """Return the URL of the jobs, of one operation or of all, that started in that time."""
    times = f"startTime eq '{_filter_time(since)}' and endTime eq '{_filter_time(until)}'"
    kind = f" and operation eq '{operation}'" if operation else ""
    return _url(f"{vault_id}/backupJobs", f"{AZURE_VMS}{kind} and {times}")


def cancel(vault_id: VaultId, job_id: str) -> str:
    """Return the URL to POST to so that a job is cancelled."""
    return _url(f"{vault_id}/backupJobs/{quote(job_id, safe='')}/cancel")


def backup_status(vm_id: VmId, region: str) -> str:
    """Return the URL to POST to for the vault, of any in the region, that protects a VM."""
    location = f"/subscriptions/{parts_of_vm(vm_id).subscription}/providers/Microsoft.RecoveryServices/locations"
    return _url(f"{location}/{quote(region, safe='')}/backupStatus")


def backup_status_body(vm_id: VmId) -> dict[str, object]:
    """Return the question (recorded in backup_status_region.json)."""
    return {"resourceType": "VM", "resourceId": vm_id}


def protection_body(vm_id: VmId, policy_arm_id: str, exclusion: object) -> dict[str, object]:
    """Return what puts a VM under a policy, perhaps with a choice of disks (recorded in enable_protection.json)."""
    properties: dict[str, object] = {"policyId": policy_arm_id}
    if exclusion:
        properties["extendedProperties"] = {"diskExclusionProperties": exclusion}
    return item_body(vm_id, properties)


def item_body(vm_id: VmId, properties: dict[str, object]) -> dict[str, object]:
    """Return a protected item as it is written."""
    kind = {"protectedItemType": "Microsoft.Compute/virtualMachines", "sourceResourceId": vm_id}
    return {"properties": kind | properties}


def disk_exclusion(disks: Disks) -> dict[str, object]:
    """Return the choice of data disks; the OS disk alone is an inclusion list with nothing in it."""
    return {"diskLunList": sorted(disks.exclude or disks.include or []), "isInclusionList": disks.exclude is None}


def provision_body(vm_id: VmId, point: str, initiator: str | None, *, renew: bool) -> dict[str, object]:
    """Return what opens a recovery point for mounting (recorded in ilr_provision_windows.json)."""
    properties: dict[str, object] = {
        "objectType": "IaasVMILRRegistrationRequest",
        "recoveryPointId": point,
        "virtualMachineId": vm_id,
    }
    named = {"initiatorName": initiator} if initiator else {}
    renewed = {"renewExistingRegistration": True} if renew else {}
    return {"properties": properties | named | renewed}


def backup_body(expiry: datetime) -> dict[str, object]:
    """Return what starts a backup whose recovery point is kept until then (recorded in trigger_backup.json)."""
    time = expiry.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"properties": {"objectType": "IaasVMBackupRequest", "recoveryPointExpiryTimeInUTC": time}}


def _item(vault_id: VaultId, name: str) -> str:
    container = quote(f"IaasVMContainer;{name}", safe="")
    return (
        f"{vault_id}/backupFabrics/Azure/protectionContainers/{container}/protectedItems/{quote(f'VM;{name}', safe='')}"
    )


def _point(vault_id: VaultId, name: str, point: str) -> str:
    return f"{_item(vault_id, name)}/recoveryPoints/{quote(point, safe='')}"


def _url(path: str, only: str | None = None, *, api: str | None = None) -> str:
    query = ({"api-version": api} if api else {}) | ({"$filter": only} if only else {})
    return f"{path}?{urlencode(query, quote_via=quote)}"


def _filter_time(time: datetime) -> str:
    """Write a time as filters want it: 12 hours, AM or PM, UTC (official example of the jobs list)."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %I:%M:%S %p")
