"""From a new vault to its deletion, by Microsoft's SDKs for Python: one table for both kinds of clients."""

from conformance.pattern import Each, Keep, Pattern, Some
from conformance.sdk import requests
from conformance.sdk.calls import Call, of_backup, of_vault
from conformance.sdk.requests import ITEM, POINT, POLICIES

_IAAS_VM = {"filter": "backupManagementType eq 'AzureIaasVM'"}
_USAGE = {"filter": "type eq 'BackupProtectedItemCountSummary'"}
_OF_JOB = {"properties": {"jobId": Keep("job")}}


def _is(**properties: Pattern) -> Pattern:
    return {"properties": properties}


def _listed(*names: str) -> Pattern:
    return [_is(friendlyName=name) for name in names]


def _protect(policy: str, **properties: Pattern) -> Call:
    """Give the item a policy, and follow the operation."""
    wanted = requests.protected(policy)
    return of_backup(
        "protected_items.begin_create_or_update", *ITEM, wanted, gives=_is(policyName=policy, **properties)
    )


def _stop(*, undelete: bool = False) -> Call:
    wanted = requests.stopped(undelete=undelete)
    gives = _is(protectionState="ProtectionStopped")
    return of_backup("protected_items.begin_create_or_update", *ITEM, wanted, gives=gives)


def _soft_delete(state: str) -> Call:
    wanted = requests.soft_delete(state)
    return of_backup("backup_resource_vault_configs.update", wanted, gives=_is(softDeleteFeatureState=state))


def _started(method: str, *arguments: object) -> Call:
    """Begin what gives nothing but the address of its operation, and keep that operation."""
    return of_backup(method, *arguments, reading="operation", gives=Keep("operation"))


def _done(**more: Pattern) -> Call:
    """Look at the operation last kept, as az does, until it has succeeded."""
    return of_backup("backup_operation_statuses.get", "$operation", gives={"status": "Succeeded", **more}, again=True)


_VAULT = (
    of_vault("vaults.get", "backup", "$vault", refused="ResourceNotFound"),
    of_vault(
        "vaults.begin_create_or_update",
        *("backup", "$vault", requests.NEW_VAULT),
        gives={"id": "$vault_id", "properties": {"provisioningState": "Succeeded"}},
    ),
    of_vault("vaults.get", "backup", "$vault", gives={"id": "$vault_id"}),
    of_vault("vaults.begin_update", "backup", "$vault", requests.TAGS, gives={"tags": {"by": "$vault"}}),
    of_vault("vaults.list_by_resource_group", "backup", gives=Some({"name": "$vault"})),
    of_vault("vaults.list_by_subscription_id", gives=Some({"name": "nightly"})),
    of_backup("backup_resource_vault_configs.get", gives=_is(enhancedSecurityState="Enabled")),
    of_backup("backup_resource_storage_configs_non_crr.get", gives=_is(storageModelType="GeoRedundant")),
    of_backup("backup_resource_encryption_configs.get", gives=_is(encryptionAtRestType="MicrosoftManaged")),
    of_backup("resource_guard_proxies.get", gives=[]),
    of_vault("usages.list_by_vaults", "backup", "$vault", gives=...),
)

_POLICY = (
    of_backup("backup_policies.list", options=_IAAS_VM, gives=[{"name": "DefaultPolicy"}, {"name": "EnhancedPolicy"}]),
    of_backup("protection_policies.get", "DefaultPolicy", gives={"id": f"{POLICIES}/DefaultPolicy"}),
    of_backup("protection_policies.get", "Nobody", refused="BMSUserErrorPolicyNotFound"),
    of_backup(
        "protection_policies.create_or_update",
        "daily",
        requests.daily(30),
        gives=_is(protectedItemsCount=0, timeZone="UTC"),
    ),
    of_backup(
        "protection_policies.create_or_update", "daily", requests.daily(3), refused="BMSUserErrorInvalidPolicyInput"
    ),
)

_PROTECTION = (
    Call("backup.backup_status.get", ("westeurope", requests.STATUS), {"protectionStatus": "NotProtected"}),
    _started("protection_containers.refresh", "Azure"),
    of_backup(
        "protection_container_refresh_operation_results.get",
        *("Azure", "$operation"),
        reading="status code",
        gives=204,
        again=True,
    ),
    of_backup("backup_protectable_items.list", options=_IAAS_VM, gives=Some(_is(friendlyName="$vm"))),
    of_backup("protected_items.get", *ITEM, refused="BMSUserErrorDataSourceObjectNotFound"),
    _protect("daily", protectionState="IRPending", sourceResourceId="$vm_id"),
    Call(
        "backup.backup_status.get",
        ("westeurope", requests.STATUS),
        {"protectionStatus": "Protected", "vaultId": "$vault_id"},
    ),
    of_backup("protected_items.get", *ITEM, gives=_is(policyId=f"{POLICIES}/daily")),
    of_backup("backup_protected_items.list", options=_IAAS_VM, gives=_listed("$vm")),
    of_backup("backup_protection_containers.list", options=_IAAS_VM, gives=_listed("$vm")),
    of_backup("protection_containers.get", *ITEM[:2], gives=_is(friendlyName="$vm")),
    of_backup("backup_usage_summaries.list", options=_USAGE, gives=...),
    _protect("EnhancedPolicy"),
    of_backup("protection_policies.begin_delete", "daily"),
)

_BACKUP = (
    _started("backups.trigger", *ITEM, requests.BACKUP),
    _done(**_OF_JOB),
    of_backup("protected_item_operation_statuses.get", *ITEM, "$operation", gives={"status": "Succeeded"}),
    of_backup("job_details.get", "$job", gives=_is(operation="Backup", status="Completed"), again=True),
    of_backup("backup_jobs.list", options={"filter": "operation eq 'Backup'"}, gives=[{"name": "$job"}]),
    of_backup("job_cancellations.trigger", "$job"),
    of_backup("recovery_points.list", *ITEM, gives=[{"name": Keep("point")}]),
    of_backup("recovery_points.get", *POINT, gives=_is(objectType="IaasVMRecoveryPoint")),
    of_backup("recovery_points.get", *ITEM, "1", refused="BMSUserErrorRecoveryPointNotFound"),
)

_RESTORE = (
    of_backup("operation.validate", requests.VALIDATION, gives={"validateOperationResponse": dict}),
    of_backup("validate_operation.begin_trigger", requests.VALIDATION, gives=...),
    of_backup("restores.begin_trigger", *POINT, requests.RESTORE, gives=...),
    of_backup("backup_jobs.list", options={"filter": "operation eq 'Restore'"}, gives=[_is(status="Completed")]),
    _started("item_level_recovery_connections.provision", *POINT, requests.MOUNT),
    _done(),
    Call(
        "backup.item_level_recovery_connections.list_instant_item_recovery_operation_result",
        ("backup", "$vault", *POINT, requests.SCRIPTS),
        {"clientScripts": Each({"osType": "Linux", "scriptNameSuffix": str})},
    ),
    _started("item_level_recovery_connections.revoke", *POINT),
    _done(),
)

_END = (
    _stop(),
    _protect("DefaultPolicy", protectionState="Protected"),
    _soft_delete("Enabled"),
    _started("protected_items.delete", *ITEM),
    _done(**_OF_JOB),
    of_backup("job_details.get", "$job", gives=_is(operation="DeleteBackupData", status="Completed")),
    of_backup("protected_items.get", *ITEM, gives=_is(isScheduledForDeferredDelete=True)),
    Call("backup.deleted_protection_containers.list", ("backup", "$vault"), _listed("$vm"), _IAAS_VM),
    of_vault("vaults.begin_delete", "backup", "$vault", refused="ServiceResourceNotEmptyWithBackendMessage"),
    _stop(undelete=True),
    _soft_delete("Disabled"),
    _started("protected_items.delete", *ITEM),
    _done(**_OF_JOB),
    of_backup("backup_protected_items.list", options=_IAAS_VM, gives=[]),
    of_vault("vaults.begin_delete", "backup", "$vault"),
    of_vault("vaults.get", "backup", "$vault", refused="ResourceNotFound"),
)

STORY = (*_VAULT, *_POLICY, *_PROTECTION, *_BACKUP, *_RESTORE, *_END)
