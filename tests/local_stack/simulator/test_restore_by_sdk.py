"""Microsoft's own client restores disks and VMs, validates before, and cancels, over TLS."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.models import (
    IaasVMRestoreRequest,
    RestoreRequestResource,
    ValidateIaasVMRestoreOperationRequest,
    ValidateOperationRequestResource,
)

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm, vm_id
from tests.local_stack.simulator.restore import NETWORK, RESTORED, SHOP, STAGING, disks
from tests.local_stack.simulator.sdk import SPEED, backup_client, named, operation_of

IN_VAULT = ("nightly", "backup")
DB01 = named("db01")
DEADLINE = 10

# What has to be seen running lasts longer than any test; every answer moves the clock.
STEP = 40_000
LONG = 100_000

KINDS: dict[str, dict[str, str]] = {
    "RestoreDisks": {"target_resource_group_id": RESTORED},
    "OriginalLocation": {},
    "AlternateLocation": {
        "target_resource_group_id": RESTORED,
        "target_virtual_machine_id": f"{RESTORED}/providers/Microsoft.Compute/virtualMachines/db01-again",
        "virtual_network_id": NETWORK,
        "subnet_id": f"{NETWORK}/subnets/default",
    },
}


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Run fast."""
    with Simulator(speed=SPEED, seed=1) as simulator:
        yield simulator


@pytest.fixture
def backup(azure: Simulator) -> Iterator[RecoveryServicesBackupClient]:
    """Speak of backup."""
    with backup_client(azure, step=STEP) as client:
        yield client


@pytest.fixture
def point(arm: Arm) -> str:
    """Have a recovery point of db01, by its name."""
    return arm.recovery_point("db01").rpartition("/")[2]


def request(point: str, kind: str = "RestoreDisks", **fields: str) -> IaasVMRestoreRequest:
    usual: dict[str, Any] = {
        "recovery_point_id": point,
        "recovery_type": kind,
        "source_resource_id": vm_id("db01"),
        "storage_account_id": STAGING,
        "region": "westeurope",
    }
    return IaasVMRestoreRequest(**usual | KINDS[kind] | fields)


def validation(point: str, **fields: str) -> ValidateOperationRequestResource:
    where = f"/backupFabrics/Azure/protectionContainers/{DB01[1]}/protectedItems/{DB01[2]}/recoveryPoints/{point}"
    asked = ValidateIaasVMRestoreOperationRequest(restore_request=request(point, **fields))
    return ValidateOperationRequestResource(id=where, properties=asked)


@pytest.mark.parametrize("kind", KINDS)
def test_restore(azure: Simulator, arm: Arm, backup: RecoveryServicesBackupClient, point: str, kind: str) -> None:
    """A poller comes to its end when the job has started; the job's end is where the disks are."""
    azure.outcome(operation="Restore", duration=LONG)
    before = len(disks(arm, RESTORED) + disks(arm, SHOP))
    resource = RestoreRequestResource(properties=request(point, kind))
    poller = backup.restores.begin_trigger(*IN_VAULT, *DB01, point, resource)
    assert poller.result(DEADLINE) is None
    (job,) = backup.backup_jobs.list(*IN_VAULT, filter="operation eq 'Restore'")
    deadline = time.monotonic() + DEADLINE
    while (shown := backup.job_details.get(*IN_VAULT, str(job.name)).properties) and shown["status"] == "InProgress":
        assert time.monotonic() < deadline
    assert shown is not None
    assert (shown["status"], shown["extendedInfo"]["progressPercentage"]) == ("Completed", 100)
    assert len(disks(arm, RESTORED) + disks(arm, SHOP)) == before + 3


def test_refusal(backup: RecoveryServicesBackupClient, point: str) -> None:
    """A refused restore raises with the code, before anything is polled."""
    resource = RestoreRequestResource(properties=request(point, target_resource_group_id=f"{RESTORED}2"))
    with pytest.raises(HttpResponseError, match="UserErrorTargetResourceGroupNotFound"):
        backup.restores.begin_trigger(*IN_VAULT, *DB01, point, resource)


def test_validate_at_once(backup: RecoveryServicesBackupClient, point: str) -> None:
    """All is well, or the findings say what is wrong."""
    well = backup.operation.validate(*IN_VAULT, validation(point)).validate_operation_response
    assert well is not None
    assert not well.validation_results
    bad = backup.operation.validate(*IN_VAULT, validation(point, storage_account_id=f"{STAGING}2"))
    assert bad.validate_operation_response is not None
    found = bad.validate_operation_response.validation_results or []
    assert [one.code for one in found] == ["UserErrorStorageAccountNotFound"]
    assert found[0].recommendations == ["Choose an existing storage account."]


def test_validate_as_an_operation(backup: RecoveryServicesBackupClient, point: str) -> None:
    """The poller comes to its end, and status and result show the findings."""
    wrong = validation(point, storage_account_id=f"{STAGING}2")
    operation: list[str] = []
    poller = backup.validate_operation.begin_trigger(
        *IN_VAULT, wrong, raw_response_hook=lambda done: operation.append(operation_of(done)) if not operation else None
    )
    poller.result(DEADLINE)
    result = backup.validate_operation_results.get(*IN_VAULT, operation[0])
    assert result is not None
    assert result.validate_operation_response is not None
    found = result.validate_operation_response.validation_results or []
    assert [one.code for one in found] == ["UserErrorStorageAccountNotFound"]
    status: Any = backup.validate_operation_statuses.get(*IN_VAULT, operation[0])
    assert status.properties.validate_operation_response.validation_results[0].code == found[0].code


def test_cancel(azure: Simulator, arm: Arm, backup: RecoveryServicesBackupClient, point: str) -> None:
    """A job is cancelled, and once it is over the result of cancelling it again is an error."""
    azure.outcome(operation="Restore", duration=LONG * LONG)
    backup.restores.begin_trigger(*IN_VAULT, *DB01, point, RestoreRequestResource(properties=request(point))).result()
    job = azure.jobs()[-1].id
    first = stop(backup, job)
    backup.job_operation_results.get(*IN_VAULT, job, first)
    assert arm.job_named(job)["properties"]["status"] == "Cancelled"
    second = stop(backup, job)
    with pytest.raises(HttpResponseError, match="UserErrorJobNotInProgress"):
        backup.job_operation_results.get(*IN_VAULT, job, second)


def stop(backup: RecoveryServicesBackupClient, job: str) -> str:
    operation: Any = backup.job_cancellations.trigger(*IN_VAULT, job, cls=lambda done, *_: operation_of(done))
    return str(operation)
