"""What Azure is asked for: the body of a restore, key by key as recorded in restore_disks.json. Pure."""

from typing import Any

from shared.choices import Target, ToDisks, ToNewVm
from shared.requests import RestoreVm

type Json = dict[str, Any]


def restore_body(request: RestoreVm, point: str, region: str) -> Json:
    """Return the body of a restore; the region is the vault's."""
    properties = {
        "objectType": "IaasVMRestoreRequest",
        "recoveryPointId": point,
        "sourceResourceId": request.vm_id,
        "region": region,
        "createNewCloudService": False,
        "originalStorageAccountOption": False,
        **_target(request.to),
        **_staging(request),
    }
    if request.disk_encryption_set_id:
        properties["diskEncryptionSetId"] = request.disk_encryption_set_id
    return {"properties": properties}


def validation_body(restore: Json, recovery_point_id: str) -> Json:
    """Return the question whether a restore can be done."""
    question = {"objectType": "ValidateIaasVMRestoreOperationRequest", "restoreRequest": restore["properties"]}
    return {"id": recovery_point_id, "properties": question}


def new_vm_id(target: ToNewVm) -> str:
    """Return the ARM id that the new VM will have."""
    return f"{target.resource_group_id}/providers/Microsoft.Compute/virtualMachines/{target.name}"


def _target(to: Target) -> Json:
    if to.disks:
        return {"recoveryType": "RestoreDisks"} | _disks(to.disks)
    if to.new_vm:
        return {"recoveryType": "AlternateLocation"} | _new_vm(to.new_vm)
    return {"recoveryType": "OriginalLocation"}


def _disks(target: ToDisks) -> Json:
    luns = {} if target.luns is None else {"restoreDiskLunList": sorted(target.luns)}
    return {"targetResourceGroupId": target.resource_group_id} | luns | _zone(target.zone)


def _new_vm(target: ToNewVm) -> Json:
    return {
        "targetVirtualMachineId": new_vm_id(target),
        "targetResourceGroupId": target.resource_group_id,
        "virtualNetworkId": target.subnet_id.rpartition("/subnets/")[0],
        "subnetId": target.subnet_id,
    } | _zone(target.zone)


def _zone(zone: str | None) -> Json:
    return {"zones": [zone]} if zone else {}


def _staging(request: RestoreVm) -> Json:
    """Name the staging account, and who writes to it: the service itself, or an identity of the vault."""
    account, identity = request.staging_storage_account_id, request.staging_identity
    if not identity:
        return {"storageAccountId": account}
    system = identity.lower() == "system"
    named = {} if system else {"managedIdentityResourceId": identity}
    return {
        "identityInfo": {"isSystemAssignedIdentity": system} | named,
        "identityBasedRestoreDetails": {"targetStorageAccountId": account},
    }
