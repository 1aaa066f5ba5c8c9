"""What Azure checks before a restore: it refuses it, and a validation finds the same."""

from typing import Any

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, VAULT, Arm, code, item_path, vm_id
from tests.local_stack.simulator.restore import (
    IN_PLACE,
    LONGEST,
    NETWORK,
    RESTORED,
    STAGING,
    TO_BLOBS,
    disks,
    new_vm,
    request,
    restore,
)

WRONG = "BMSUserErrorInvalidInput"
NOWHERE = f"{SUBSCRIPTION}/resourceGroups/nowhere"
ABROAD = STAGING.replace("staging4backup", "staging4abroad")
VM_ID = f"{RESTORED}/providers/Microsoft.Compute/virtualMachines"

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"targetResourceGroupId": NOWHERE}, "UserErrorTargetResourceGroupNotFound"),
    ({"storageAccountId": STAGING.replace("staging", "storing")}, "UserErrorStorageAccountNotFound"),
    ({"storageAccountId": ABROAD}, "UserErrorStorageAccountRegionMismatch"),
    ({"storageAccountId": None}, WRONG),
    (
        {"identityBasedRestoreDetails": {"targetStorageAccountId": ABROAD}, "storageAccountId": None},
        "UserErrorStorageAccountRegionMismatch",
    ),
    ({"restoreDiskLunList": [0, 2]}, "UserErrorDiskNotInRecoveryPoint"),
    ({"sourceResourceId": vm_id("web01")}, WRONG),
    ({"region": "northeurope"}, WRONG),
    (new_vm() | {"virtualNetworkId": None}, WRONG),
    (new_vm() | {"subnetId": None}, WRONG),
    (new_vm() | {"targetVirtualMachineId": None}, WRONG),
    (new_vm() | {"targetResourceGroupId": None}, WRONG),
    (new_vm() | {"targetResourceGroupId": NOWHERE}, "UserErrorTargetResourceGroupNotFound"),
    (new_vm() | {"subnetId": f"{NETWORK}/subnets/other"}, "UserErrorSubnetNotFound"),
    (new_vm() | {"virtualNetworkId": f"{NETWORK}2"}, "UserErrorSubnetNotFound"),
    (new_vm("taken"), "UserErrorVirtualMachineAlreadyExists"),
    (new_vm("x" * 16), "UserErrorInvalidVirtualMachineName"),
    (new_vm("db01_again"), "UserErrorInvalidVirtualMachineName"),
    (new_vm() | {"targetVirtualMachineId": vm_id("db02")}, "UserErrorInvalidVirtualMachineName"),
    (new_vm() | {"targetVirtualMachineId": "db02"}, "UserErrorInvalidVirtualMachineName"),
]


@pytest.fixture
def point(azure: Simulator, arm: Arm) -> str:
    """Have a recovery point of db01, a VM called taken, and a storage account abroad."""
    azure.add_vm(f"{VM_ID}/taken", "westeurope")
    azure.add_storage_account(ABROAD, "northeurope")
    return arm.recovery_point("db01")


def findings(arm: Arm, point: str, **fields: object) -> list[dict[str, Any]]:
    """Validate a restore at once."""
    properties = {"objectType": "ValidateIaasVMRestoreOperationRequest", "restoreRequest": request(point, **fields)}
    body = {"id": point.replace("%3B", ";"), "properties": properties}
    answer = arm.call("POST", f"{VAULT}/backupValidateOperation", body)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["validateOperationResponse"]["validationResults"]
    return found


@pytest.mark.parametrize(("fields", "expected"), REFUSED)
def test_refused(arm: Arm, point: str, fields: dict[str, Any], expected: str) -> None:
    """The restore is refused with 400, and a validation finds the same, in the same words."""
    refused = restore(arm, point, **fields)
    assert code(refused) == (400, expected)
    found = findings(arm, point, **fields)
    assert (found[0]["code"], found[0]["message"]) == (expected, refused.json()["error"]["message"])
    assert arm.names(f"{VAULT}/backupJobs", "operation eq 'Restore'") == []


def test_everything_at_once(arm: Arm, point: str) -> None:
    """A validation lists all it finds, with what to do; a restore is refused for the first."""
    found = findings(arm, point, targetResourceGroupId=NOWHERE, storageAccountId=ABROAD, restoreDiskLunList=[7])
    assert [one["code"] for one in found] == [
        "UserErrorDiskNotInRecoveryPoint",
        "UserErrorStorageAccountRegionMismatch",
        "UserErrorTargetResourceGroupNotFound",
    ]
    assert found[2]["recommendations"] == ["Create the resource group first."]


def test_unknown_point(arm: Arm, point: str) -> None:
    """A recovery point that does not exist is not found."""
    unknown = f"{point.rpartition('/')[0]}/123"
    assert code(restore(arm, unknown)) == (404, "BMSUserErrorRecoveryPointNotFound")
    assert [one["code"] for one in findings(arm, unknown)] == ["BMSUserErrorRecoveryPointNotFound"]


def test_body_agrees_with_address(arm: Arm, point: str) -> None:
    """The body names the recovery point of the address, and is a restore request of a known type."""
    for fields in ({"recoveryPointId": "1"}, {"recoveryType": "Offline"}, {"objectType": "Other"}):
        assert code(restore(arm, point, **fields)) == (400, WRONG)
    assert code(arm.call("POST", f"{point}/restore", {})) == (400, WRONG)


@pytest.mark.parametrize(
    "fields",
    [
        {"storageAccountId": None, "identityBasedRestoreDetails": {"targetStorageAccountId": STAGING}},
        {"objectType": "IaasVMRestoreWithRehydrationRequest"},
        {"encryptionDetails": {"encryptionEnabled": False}, "identityInfo": {"isSystemAssignedIdentity": True}},
        {"sourceResourceId": vm_id("DB01"), "storageAccountId": STAGING.upper(), "region": "WestEurope"},
        {"zones": None, "restoreDiskLunList": None, "restoreWithManagedDisks": True},
    ],
)
def test_accepted(arm: Arm, point: str, fields: dict[str, Any]) -> None:
    """Everything in IaasVMRestoreRequest is accepted, in any case of letters."""
    assert findings(arm, point, **fields) == []
    assert restore(arm, point, **fields).status_code == 202


def test_vm_gone(azure: Simulator, arm: Arm, point: str) -> None:
    """The disks of a VM that has gone cannot be replaced, but they can be restored elsewhere."""
    azure.remove_vm(vm_id("db01"))
    assert code(restore(arm, point, **IN_PLACE)) == (400, "UserErrorVmNotFoundV2")
    arm.finish(restore(arm, point, **new_vm()))
    assert len(disks(arm)) == 4


def test_one_restore_at_a_time(azure: Simulator, arm: Arm, point: str) -> None:
    """While a restore is accepted, the item is locked; while its job runs, another is refused."""
    accepted = restore(arm, point, **TO_BLOBS)
    assert code(restore(arm, point)) == (409, "BMSUserErrorObjectLocked")
    azure.advance(11)
    assert arm.get(accepted.headers["Azure-AsyncOperation"]).json()["status"] == "Succeeded"
    assert code(restore(arm, point)) == (409, "UserErrorRestoreOperationInProgress")
    assert [one["code"] for one in findings(arm, point)] == ["UserErrorRestoreOperationInProgress"]
    azure.advance(LONGEST)
    assert restore(arm, point).status_code == 202


def test_locked_item(arm: Arm, point: str) -> None:
    """While another operation works on the item, a restore is refused."""
    arm.protect("db01")
    assert code(restore(arm, point)) == (409, "BMSUserErrorObjectLocked")


def test_unprotected_vm(arm: Arm) -> None:
    """An item the vault does not know has no recovery points."""
    unknown = f"{item_path('web02')}/recoveryPoints/1"
    assert code(restore(arm, unknown)) == (404, "BMSUserErrorDataSourceObjectNotFound")
    assert [one["code"] for one in findings(arm, unknown)] == ["BMSUserErrorDataSourceObjectNotFound"]


def test_findings_told_beforehand(azure: Simulator, arm: Arm, point: str) -> None:
    """A finding is for one VM or for any, until it is forgotten; the restore itself does not mind."""
    quota, message = "UserErrorCoreCountSubscriptionQuotaReached", "Core Count subscription quota has been reached."
    contact = ["Contact Azure support to increase the limits."]
    azure.finding(quota, message, contact, vm="DB01")
    azure.finding("UserErrorOther", "It is about another VM.", vm="web01")
    assert findings(arm, point) == [{"code": quota, "message": message, "recommendations": contact}]
    where = f"{azure.url}/_simulator/findings"
    assert requests.post(where, json={"code": "UserErrorAny", "message": "It is about any."}, timeout=10).ok
    assert len(findings(arm, point)) == 2
    assert len(requests.get(where, timeout=10).json()["value"]) == 3
    assert requests.delete(where, timeout=10).status_code == 204
    assert findings(arm, point) == []
    assert restore(arm, point).status_code == 202


def test_validation_as_an_operation(azure: Simulator, arm: Arm, point: str) -> None:
    """It is followed by Location to a 200, or by status, with Retry-After 10; it succeeds whatever it finds."""
    restore_request = request(point, targetResourceGroupId=NOWHERE)
    properties = {"objectType": "ValidateIaasVMRestoreOperationRequest", "restoreRequest": restore_request}
    accepted = arm.call(
        "POST", f"{VAULT}/backupTriggerValidateOperation", {"id": point.replace("%3B", ";"), "properties": properties}
    )
    assert (accepted.status_code, accepted.headers["Retry-After"]) == (202, "10")
    running = arm.get(accepted.headers["Location"])
    assert (running.status_code, running.headers["Retry-After"]) == (202, "10")
    azure.advance(10)
    done = arm.get(accepted.headers["Location"])
    found = findings(arm, point, targetResourceGroupId=NOWHERE)
    assert (done.status_code, done.json()) == (200, {"validateOperationResponse": {"validationResults": found}})
    status = arm.get(accepted.headers["Azure-AsyncOperation"]).json()
    assert status["status"] == "Succeeded"
    assert status["properties"] == {"objectType": "OperationStatusValidateOperationExtendedInfo", **done.json()}
    assert "/backupValidateOperationResults/" in accepted.headers["Location"]
    assert "/backupValidateOperationsStatuses/" in accepted.headers["Azure-AsyncOperation"]


@pytest.mark.parametrize("body", [{}, {"id": "1", "properties": {}}])
def test_malformed_validation(arm: Arm, body: dict[str, Any]) -> None:
    """A validation names a recovery point, and holds the request for a restore."""
    assert code(arm.call("POST", f"{VAULT}/backupValidateOperation", body)) == (400, WRONG)
