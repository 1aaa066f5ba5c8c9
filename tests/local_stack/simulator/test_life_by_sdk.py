"""The life of a protected VM after its first backup, as Microsoft's SDK reaches it."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.models import (
    AzureIaaSComputeVMProtectedItem,
    AzureVMResourceFeatureSupportRequest,
    BackupResourceVaultConfig,
    BackupResourceVaultConfigResource,
    PreValidateEnableBackupRequest,
    ProtectedItemResource,
)

from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION
from tests.local_stack.simulator.arm import IAAS_VM, VAULT, Arm, vm_id
from tests.local_stack.simulator.sdk import SPEED, backup_client, credential, named, operation_of

IN_VAULT = ("nightly", "backup")
WEB01 = (*IN_VAULT, *named("web01"))
DAY = 86_400

type Backup = RecoveryServicesBackupClient


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Run fast; web01 and web02 have been protected for long."""
    with Simulator(speed=SPEED, seed=1) as simulator:
        simulator.add_protected([vm_id("web01"), vm_id("web02")])
        yield simulator


@pytest.fixture
def backup(azure: Simulator) -> Iterator[Backup]:
    """Speak of backup; a few looks see the end of any operation."""
    with backup_client(azure, step=100) as client:
        yield client


def put(backup: Backup, vm: str, policy: str = "", **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of the SDK's model
    """Change a VM's protection, follow it to the end, and give the properties of the item."""
    asked = AzureIaaSComputeVMProtectedItem(
        source_resource_id=vm_id(vm), policy_id=f"{VAULT}/backupPolicies/{policy}" if policy else "", **properties
    )
    poller = backup.protected_items.begin_create_or_update(
        *IN_VAULT, *named(vm), ProtectedItemResource(properties=asked)
    )
    return dict(poller.result().properties or {})


def delete(backup: Backup) -> str:
    """Delete web01, follow it at the vault, and name its job."""
    operation: Any = backup.protected_items.delete(*WEB01, cls=operation_of)
    while (status := backup.backup_operation_statuses.get(*IN_VAULT, operation)).status == "InProgress":
        continue
    assert status.properties
    return str(status.properties["jobId"])


def job(backup: Backup, name: str) -> tuple[str, str]:
    properties = dict(backup.job_details.get(*IN_VAULT, name).properties or {})
    return properties["operation"], properties["status"]


def test_policy_stop_resume(backup: Backup) -> None:
    """A VM gets another policy, none, and one again."""
    assert put(backup, "web01", "EnhancedPolicy")["policyName"] == "EnhancedPolicy"
    stopped = put(backup, "web01", protection_state="ProtectionStopped")
    assert (stopped["protectionState"], stopped["policyId"]) == ("ProtectionStopped", "")
    assert put(backup, "web01", "DefaultPolicy")["protectionState"] == "Protected"


def test_delete_and_undelete(azure: Simulator, backup: Backup) -> None:
    """Deleted data can be had back for two weeks, and is gone after them."""
    assert job(backup, delete(backup)) == ("DeleteBackupData", "Completed")
    (container,) = backup.deleted_protection_containers.list("backup", "nightly", filter=IAAS_VM)
    assert dict(container.properties or {})["registrationStatus"] == "SoftDeleted"
    kept = dict(backup.protected_items.get(*WEB01).properties or {})
    assert (kept["isScheduledForDeferredDelete"], kept["softDeleteRetentionPeriod"]) == (True, 14)
    with pytest.raises(HttpResponseError, match="soft deleted state"):
        put(backup, "web01", "DefaultPolicy")
    undeleted = put(backup, "web01", is_rehydrate=True, protection_state="ProtectionStopped")
    assert undeleted["protectionState"] == "ProtectionStopped"
    assert put(backup, "web01", "DefaultPolicy")["protectionState"] == "Protected"
    delete(backup)
    azure.advance(14 * DAY)
    with pytest.raises(ResourceNotFoundError):
        backup.protected_items.get(*WEB01)


def test_configuration(backup: Backup) -> None:
    """Without soft delete a deletion is final."""
    begun = backup.backup_resource_vault_configs.get(*IN_VAULT).properties
    assert begun
    assert (begun.soft_delete_feature_state, begun.is_soft_delete_feature_state_editable) == ("Enabled", True)
    off = BackupResourceVaultConfigResource(properties=BackupResourceVaultConfig(soft_delete_feature_state="Disabled"))
    backup.backup_resource_vault_configs.update(*IN_VAULT, off)
    delete(backup)
    with pytest.raises(ResourceNotFoundError):
        backup.protected_items.get(*WEB01)


def test_suspend(azure: Simulator, backup: Backup) -> None:
    """An immutable vault lets protection be suspended, and nothing be deleted."""
    with pytest.raises(HttpResponseError, match="UserErrorOperationDeniedOnImmutableItem"):
        put(backup, "web01", protection_state="BackupsSuspended")
    with Arm(azure) as arm:
        settings = {"securitySettings": {"immutabilitySettings": {"state": "Unlocked"}}}
        arm.call("PATCH", VAULT, {"properties": settings})
    suspended = put(backup, "web01", protection_state="BackupsSuspended")
    assert (suspended["protectionState"], suspended["policyName"]) == ("BackupsSuspended", "DefaultPolicy")
    with pytest.raises(HttpResponseError, match="UserErrorOperationDeniedOnImmutableItem"):
        backup.protected_items.delete(*WEB01)
    assert put(backup, "web01", "DefaultPolicy")["protectionState"] == "Protected"


def test_policy_with_items(backup: Backup) -> None:
    """A policy that items have is changed by a job for each."""
    policy = backup.protection_policies.get(*IN_VAULT, "DefaultPolicy")
    operation: Any = backup.protection_policies.create_or_update(*IN_VAULT, "DefaultPolicy", policy, cls=operation_of)
    while True:
        status = backup.protection_policy_operation_statuses.get(*IN_VAULT, "DefaultPolicy", operation)
        if status.status != "InProgress":
            break
    assert status.properties
    names = dict(status.properties)["jobIds"]
    assert [job(backup, name) for name in names] == [("ConfigureBackup", "Completed")] * 2


def test_another_vault(azure: Simulator, backup: Backup) -> None:
    """What one vault protects, no other can, and the region says so beforehand."""
    other = VAULT.replace("nightly", "other")
    azure.add_vault(other, "westeurope")
    asked = AzureIaaSComputeVMProtectedItem(
        source_resource_id=vm_id("web01"), policy_id=f"{other}/backupPolicies/DefaultPolicy"
    )
    with pytest.raises(HttpResponseError, match="VirtualMachineAlreadyProtected"):
        backup.protected_items.begin_create_or_update(
            "other", "backup", *named("web01"), ProtectedItemResource(properties=asked)
        )
    checks = {
        vm: backup.protection_intent.validate(
            "westeurope",
            PreValidateEnableBackupRequest(resource_type="VM", resource_id=vm_id(vm), vault_id=other, properties=""),
        )
        for vm in ("web01", "db01")
    }
    assert [(check.status, check.error_code) for check in checks.values()] == [
        ("Failed", "VirtualMachineAlreadyProtected"),
        ("Succeeded", ""),
    ]


def test_what_is_around(azure: Simulator, backup: Backup) -> None:
    """Containers, counts, guards, encryption and features can be asked for."""
    fabric, container, _ = named("web01")
    shown = backup.protection_containers.get(*IN_VAULT, fabric, container)
    assert dict(shown.properties or {})["friendlyName"] == "web01"
    registered = f"{IAAS_VM} and friendlyName eq 'web02' and status eq 'Registered'"
    listed = backup.backup_protection_containers.list(*IN_VAULT, filter=registered)
    assert [one.name for one in listed] == ["IaasVMContainer;iaasvmcontainerv2;shop;web02"]
    summary = "type eq 'BackupProtectedItemCountSummary'"
    (usage,) = backup.backup_usage_summaries.list(*IN_VAULT, filter=summary)
    assert usage.name
    assert (usage.name.value, usage.current_value) == ("AzureIaasVM", 2)
    assert list(backup.resource_guard_proxies.get(*IN_VAULT)) == []
    encryption = backup.backup_resource_encryption_configs.get(*IN_VAULT).properties
    assert encryption
    assert encryption.encryption_at_rest_type == "MicrosoftManaged"
    size = AzureVMResourceFeatureSupportRequest(vm_size="Standard_DS1_v2", vm_sku="Premium")
    assert backup.feature_support.validate("westeurope", size).support_status == "Supported"
    with (
        credential(azure) as application,
        RecoveryServicesClient(application, SUBSCRIPTION, azure.tls_url, connection_verify=azure.ca_file) as vaults,
    ):
        counts = {
            one.name.value: one.current_value for one in vaults.usages.list_by_vaults("backup", "nightly") if one.name
        }
        assert list(vaults.replication_usages.list("backup", "nightly")) == []
    assert (counts["ProtectedItemCount"], counts["FailedJobsCount"]) == (2, 0)
