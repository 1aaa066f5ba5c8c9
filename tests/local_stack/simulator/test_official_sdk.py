"""Microsoft's own clients, over TLS, cannot tell the simulator from Azure."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.polling.base_polling import LocationPolling, LongRunningOperation
from azure.identity import ManagedIdentityCredential
from azure.mgmt.core.polling.arm_polling import ARMPolling, AzureAsyncOperationPolling
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservices.models import Sku, Vault, VaultProperties
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.models import (
    AzureIaaSComputeVMProtectedItem,
    BackupRequestResource,
    BackupStatusRequest,
    IaasVMBackupRequest,
    ProtectedItemResource,
)

from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION
from tests.local_stack.simulator.arm import IAAS_VM, VAULT, vm_id
from tests.local_stack.simulator.sdk import SPEED, backup_client, credential, named, operation_of

# What has to be seen running lasts longer than any test; every answer moves the clock, so that it ends
# at the third look, however busy the machine is.
STEP = 40_000
LONG = 100_000
DEADLINE = 10
IN_VAULT = ("nightly", "backup")


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Run fast, and list by three."""
    with Simulator(speed=SPEED, seed=1, page_size=3) as simulator:
        yield simulator


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Close what was opened."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def backup(azure: Simulator) -> Iterator[RecoveryServicesBackupClient]:
    """Speak of backup."""
    with backup_client(azure, step=STEP) as client:
        yield client


@pytest.fixture
def vaults(azure: Simulator, stack: ExitStack) -> RecoveryServicesClient:
    """Speak of vaults."""
    application = stack.enter_context(credential(azure))
    client = RecoveryServicesClient(
        application, SUBSCRIPTION, azure.tls_url, polling_interval=0, connection_verify=azure.ca_file
    )
    return stack.enter_context(client)


def protected(vm: str) -> ProtectedItemResource:
    properties = AzureIaaSComputeVMProtectedItem(
        source_resource_id=vm_id(vm), policy_id=f"{VAULT}/backupPolicies/DefaultPolicy"
    )
    return ProtectedItemResource(properties=properties)


@pytest.mark.parametrize("look", [LocationPolling, AzureAsyncOperationPolling])
def test_protect(
    azure: Simulator, backup: RecoveryServicesBackupClient, look: type[LongRunningOperation[Any, Any]]
) -> None:
    """A poller comes to its end by Location and by Azure-AsyncOperation, and gives the item."""
    azure.outcome(operation="ConfigureBackup", duration=LONG)
    method = ARMPolling(0, lro_algorithms=[look()])
    poller = backup.protected_items.begin_create_or_update(
        *IN_VAULT, *named("web01"), protected("web01"), polling=method
    )
    item = poller.result(DEADLINE)
    assert item.properties is not None
    assert item.properties["protectionState"] == "IRPending"
    looked = [entry for entry in azure.journal() if "/operation" in entry["path"]]
    assert len(looked) == 3
    assert all(("/operationResults/" in entry["path"]) == (look is LocationPolling) for entry in looked)


def test_protect_as_by_default(azure: Simulator, backup: RecoveryServicesBackupClient) -> None:
    """The poller that nobody configures comes to its end, too, and fails when the operation fails."""
    poller = backup.protected_items.begin_create_or_update(*IN_VAULT, *named("web01"), protected("web01"))
    assert poller.result(DEADLINE).name == "VM;iaasvmcontainerv2;shop;web01"
    azure.outcome(operation="ConfigureBackup", error={"code": "UserErrorSomething", "message": "Something is wrong."})
    failing = backup.protected_items.begin_create_or_update(*IN_VAULT, *named("web02"), protected("web02"))
    with pytest.raises(HttpResponseError, match="UserErrorSomething"):
        failing.result(DEADLINE)


def test_back_up_to_the_recovery_point(azure: Simulator, backup: RecoveryServicesBackupClient) -> None:
    """A backup is triggered, its job followed to the end, and its recovery point found."""
    backup.protected_items.begin_create_or_update(*IN_VAULT, *named("web01"), protected("web01")).result(DEADLINE)
    azure.outcome(operation="Backup", duration=LONG)
    request = BackupRequestResource(properties=IaasVMBackupRequest())
    operation: Any = backup.backups.trigger(
        *IN_VAULT, *named("web01"), request, cls=lambda done, *_: operation_of(done)
    )
    deadline = time.monotonic() + DEADLINE
    while (status := backup.backup_operation_statuses.get(*IN_VAULT, operation)).status == "InProgress":
        assert time.monotonic() < deadline
    assert status.properties is not None
    job_id = status.properties["jobId"]
    while (job := backup.job_details.get(*IN_VAULT, job_id)).properties["status"] == "InProgress":  # type: ignore[index]  # the SDK's model reads like a dict
        assert time.monotonic() < deadline
    assert job.properties is not None
    assert job.properties["status"] == "Completed"
    assert [listed.name for listed in backup.backup_jobs.list(*IN_VAULT, filter="operation eq 'Backup'")] == [job_id]
    points = list(backup.recovery_points.list(*IN_VAULT, *named("web01")))
    assert [point.properties["objectType"] for point in points if point.properties] == ["IaasVMRecoveryPoint"]
    again = backup.recovery_points.get(*IN_VAULT, *named("web01"), str(points[0].name))
    assert again.id == points[0].id


def test_discover(backup: RecoveryServicesBackupClient) -> None:
    """A refresh is followed to its end, and all five VMs are listed, page by page."""
    address: Any = backup.protection_containers.refresh(
        *IN_VAULT, "Azure", cls=lambda done, *_: done.http_response.headers["Location"]
    )
    operation = str(address).partition("?")[0].rpartition("/")[2]
    deadline = time.monotonic() + DEADLINE
    seen: list[str] = []
    while len(seen) < 5:
        assert time.monotonic() < deadline
        backup.protection_container_refresh_operation_results.get(*IN_VAULT, "Azure", operation)
        items = backup.backup_protectable_items.list(*IN_VAULT, filter=IAAS_VM)
        seen = [item.properties["friendlyName"] for item in items if item.properties]
    assert seen == ["app01", "app02", "db01", "web01", "web02"]


def test_policies(backup: RecoveryServicesBackupClient) -> None:
    """Policies are listed by a filter."""
    policies = backup.backup_policies.list(*IN_VAULT, filter=IAAS_VM)
    assert [policy.name for policy in policies] == ["DefaultPolicy", "EnhancedPolicy"]


def test_status_in_the_region(backup: RecoveryServicesBackupClient) -> None:
    """The region tells that nobody protects a VM."""
    status = backup.backup_status.get("westeurope", BackupStatusRequest(resource_type="VM", resource_id=vm_id("web01")))
    assert status.protection_status == "NotProtected"


def test_refusal(backup: RecoveryServicesBackupClient) -> None:
    """A refusal carries Azure's code and message."""
    with pytest.raises(ResourceNotFoundError) as refused:
        backup.protected_items.get(*IN_VAULT, *named("web01"))
    assert refused.value.error is not None
    assert refused.value.error.code == "BMSUserErrorDataSourceObjectNotFound"


def test_vault_from_creation_to_deletion(vaults: RecoveryServicesClient) -> None:
    """A vault is created, listed and deleted."""
    fresh = Vault(location="westeurope", sku=Sku(name="Standard"), properties=VaultProperties())
    created = vaults.vaults.begin_create_or_update("backup", "fresh", fresh).result(DEADLINE)
    assert created.properties is not None
    assert created.properties.provisioning_state == "Succeeded"
    assert [vault.name for vault in vaults.vaults.list_by_subscription_id()] == ["fresh", "nightly"]
    vaults.vaults.begin_delete("backup", "fresh").result(DEADLINE)
    with pytest.raises(ResourceNotFoundError):
        vaults.vaults.get("backup", "fresh")


def test_managed_identity(azure: Simulator, stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function app's managed identity opens ARM."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    identity = stack.enter_context(ManagedIdentityCredential())
    client = RecoveryServicesClient(identity, SUBSCRIPTION, azure.tls_url, connection_verify=azure.ca_file)
    assert stack.enter_context(client).vaults.get("backup", "nightly").name == "nightly"
