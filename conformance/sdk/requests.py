"""What the story asks for, in the models of the SDK; the names in them are filled in when a call is made."""

from azure.mgmt.recoveryservices.models import PatchVault, Sku, Vault, VaultProperties
from azure.mgmt.recoveryservicesbackup.models import (
    AzureIaaSComputeVMProtectedItem,
    AzureIaaSVMProtectionPolicy,
    BackupRequestResource,
    BackupResourceVaultConfig,
    BackupResourceVaultConfigResource,
    BackupStatusRequest,
    IaasVMBackupRequest,
    IaasVMILRRegistrationRequest,
    IaasVMRestoreRequest,
    ILRRequestResource,
    InstantItemRecoveryOperationResultRequest,
    LongTermRetentionPolicy,
    ProtectedItemResource,
    ProtectionPolicyResource,
    RestoreRequestResource,
    SimpleSchedulePolicy,
    ValidateIaasVMRestoreOperationRequest,
    ValidateOperationRequestResource,
)

POLICIES = "$vault_id/backupPolicies"
_NAME = "iaasvmcontainerv2;shop;$vm"
ITEM = ("Azure", f"iaasvmcontainer;{_NAME}", f"vm;{_NAME}")
POINT = (*ITEM, "$point")
_POINT_ID = (
    f"$vault_id/backupFabrics/Azure/protectionContainers/{ITEM[1]}/protectedItems/{ITEM[2]}/recoveryPoints/$point"
)
_AT = "2026-11-22T02:30:00Z"

NEW_VAULT = Vault(location="westeurope", sku=Sku(name="Standard"), properties=VaultProperties())
TAGS = PatchVault(tags={"by": "$vault"})
STATUS = BackupStatusRequest(resource_type="VM", resource_id="$vm_id")
BACKUP = BackupRequestResource(properties=IaasVMBackupRequest())
SCRIPTS = InstantItemRecoveryOperationResultRequest(provision_instant_item_recovery_operation_id="$operation")
MOUNT = ILRRequestResource(
    properties=IaasVMILRRegistrationRequest(recovery_point_id="$point", virtual_machine_id="$vm_id")
)

_DISKS = IaasVMRestoreRequest(
    recovery_point_id="$point",
    recovery_type="RestoreDisks",
    source_resource_id="$vm_id",
    region="westeurope",
    storage_account_id="$staging",
    target_resource_group_id="$restored",
    create_new_cloud_service=False,
    original_storage_account_option=False,
)
RESTORE = RestoreRequestResource(properties=_DISKS)
VALIDATION = ValidateOperationRequestResource(
    id=_POINT_ID, properties=ValidateIaasVMRestoreOperationRequest(restore_request=_DISKS)
)


def protected(policy: str) -> ProtectedItemResource:
    """Ask for protection with a policy."""
    wanted = AzureIaaSComputeVMProtectedItem(source_resource_id="$vm_id", policy_id=f"{POLICIES}/{policy}")
    return ProtectedItemResource(properties=wanted)


def stopped(*, undelete: bool = False) -> ProtectedItemResource:
    """Ask to stop protection and keep the data, or to take a deletion back."""
    wanted = AzureIaaSComputeVMProtectedItem(
        source_resource_id="$vm_id", policy_id="", protection_state="ProtectionStopped", is_rehydrate=undelete or None
    )
    return ProtectedItemResource(properties=wanted)


def soft_delete(state: str) -> BackupResourceVaultConfigResource:
    """Ask for soft delete to be Enabled or Disabled."""
    return BackupResourceVaultConfigResource(properties=BackupResourceVaultConfig(soft_delete_feature_state=state))


def daily(days: int) -> ProtectionPolicyResource:
    """Ask for a policy of a backup a day, kept for so many days."""
    retention = {"retentionTimes": [_AT], "retentionDuration": {"count": days, "durationType": "Days"}}
    policy = AzureIaaSVMProtectionPolicy(
        schedule_policy=SimpleSchedulePolicy({"scheduleRunFrequency": "Daily", "scheduleRunTimes": [_AT]}),
        retention_policy=LongTermRetentionPolicy({"dailySchedule": retention}),
        instant_rp_retention_range_in_days=3,
        time_zone="UTC",
    )
    return ProtectionPolicyResource(properties=policy)
