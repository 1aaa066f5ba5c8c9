"""Microsoft's own client opens a recovery point for mounting, over TLS, and closes it."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.models import (
    IaasVMILRRegistrationRequest,
    ILRRequestResource,
    InstantItemRecoveryOperationResultRequest,
    OperationStatusProvisionILRExtendedInfo,
)

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm, vm_id
from tests.local_stack.simulator.sdk import backup_client, named, operation_of

DEADLINE = 10
DB01 = named("db01")


@pytest.fixture
def backup(azure: Simulator) -> Iterator[RecoveryServicesBackupClient]:
    """Speak of backup; every answer moves the clock by 10 seconds."""
    with backup_client(azure, step=10) as client:
        yield client


@pytest.fixture
def point(arm: Arm) -> str:
    """Have a recovery point of db01, a Windows VM, by its name."""
    return arm.recovery_point("db01").rpartition("/")[2]


def ended(backup: RecoveryServicesBackupClient, operation: str) -> Any:  # noqa: ANN401 - the SDK's model
    deadline = time.monotonic() + DEADLINE
    while (status := backup.backup_operation_statuses.get("nightly", "backup", operation)).status == "InProgress":
        assert time.monotonic() < deadline
    assert status.status == "Succeeded"
    return status


def provision(backup: RecoveryServicesBackupClient, point: str) -> str:
    request = IaasVMILRRegistrationRequest(
        recovery_point_id=point, virtual_machine_id=vm_id("db01"), initiator_name="iqn.1991-05.com.microsoft:somewhere"
    )
    operation: Any = backup.item_level_recovery_connections.provision(
        "nightly",
        "backup",
        *DB01,
        point,
        ILRRequestResource(properties=request),
        cls=lambda done, *_: operation_of(done),
    )
    return str(operation)


def test_provision_list_revoke(azure: Simulator, backup: RecoveryServicesBackupClient, point: str) -> None:
    """It provisions, finds no scripts in the status, lists them, and revokes."""
    connections = backup.item_level_recovery_connections
    azure.outcome(operation="ProvisionIlr", duration=25)
    operation = provision(backup, point)
    asked = InstantItemRecoveryOperationResultRequest(provision_instant_item_recovery_operation_id=operation)
    with pytest.raises(HttpResponseError, match="UserErrorIlrSessionNotActive"):
        connections.list_instant_item_recovery_operation_result("backup", "nightly", *DB01, point, asked)
    properties = ended(backup, operation).properties
    assert isinstance(properties, OperationStatusProvisionILRExtendedInfo)
    assert properties.recovery_target is None
    target = connections.list_instant_item_recovery_operation_result("backup", "nightly", *DB01, point, asked)
    assert target.client_scripts is not None
    assert [script.script_extension for script in target.client_scripts] == [".txt", ".exe"]
    assert azure.mount_password("db01") in str(target.client_scripts[1].script_name_suffix)
    revoking: Any = connections.revoke("nightly", "backup", *DB01, point, cls=lambda done, *_: operation_of(done))
    assert ended(backup, revoking).properties is None
    found = backup.recovery_points.get("nightly", "backup", *DB01, point)
    assert found.properties is not None
    assert found.properties["isInstantIlrSessionActive"] is False
