"""A backup is two long runs: an operation that ends when the job has started, and the job."""

import uuid
from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path, vm_id

LONGEST = 9078


@pytest.fixture
def protected(arm: Arm) -> str:
    """Protect web01."""
    arm.finish(arm.protect("web01"))
    return "web01"


def tasks(job: dict[str, Any]) -> list[str]:
    return [task["status"] for task in job["properties"]["extendedInfo"]["tasksList"]]


def test_operation_ends_when_the_job_has_started(azure: Simulator, arm: Arm, protected: str) -> None:
    """The Location answers 202 with `{}`, then 204 which still names the status address; the job runs on."""
    location = arm.back_up(protected).headers["Location"]
    assert (arm.get(location).status_code, arm.get(location).json()) == (202, {})
    azure.advance(7)
    ended = arm.get(location)
    assert (ended.status_code, ended.content, ended.headers["Retry-After"]) == (204, b"", "60")
    assert "Location" not in ended.headers
    status = arm.get(ended.headers["Azure-AsyncOperation"]).json()
    assert status["status"] == "Succeeded"
    assert arm.job_named(status["properties"]["jobId"])["properties"]["status"] == "InProgress"


def test_job_takes_a_snapshot_then_transfers(azure: Simulator, arm: Arm, protected: str) -> None:
    """The two tasks follow each other; unset times have no Z, and a running job no end."""
    job = arm.job(arm.back_up(protected))
    snapshot, transfer = job["properties"]["extendedInfo"]["tasksList"]
    assert (snapshot["taskId"], transfer["taskId"]) == ("Take Snapshot", "Transfer data to vault")
    assert (snapshot["endTime"], transfer["startTime"]) == ("0001-01-01T00:00:00", "0001-01-01T00:00:00")
    seen = [tasks(job)]
    for _ in range(100):
        azure.advance(100)
        job = arm.job_named(job["name"])
        if tasks(job) != seen[-1]:
            seen.append(tasks(job))
    assert seen == [["InProgress", "NotStarted"], ["Completed", "InProgress"], ["Completed", "Completed"]]
    assert job["properties"]["status"] == "Completed"
    assert job["properties"]["extendedInfo"]["propertyBag"]["Backup Size"].endswith(" MB")


def test_recovery_point_appears_with_the_snapshot(azure: Simulator, arm: Arm, protected: str) -> None:
    """A point is instant after the snapshot, hardened when the job ends, and its snapshot is deleted after two days."""
    arm.finish(arm.back_up(protected))
    points = f"{item_path(protected)}/recoveryPoints"
    assert arm.names(points) == []
    seen: list[list[str]] = []
    for _ in range(100):
        azure.advance(100)
        for point in arm.get(points).json()["value"]:
            tiers = [f"{tier['type']} {tier['status']}" for tier in point["properties"]["recoveryPointTierDetails"]]
            seen += [] if tiers in seen else [tiers]
    azure.advance(2 * 86400)
    assert seen == [["InstantRP Valid"], ["InstantRP Valid", "HardenedRP Valid"]]
    tier = arm.get(points).json()["value"][0]["properties"]["recoveryPointTierDetails"][0]
    assert tier == {"type": "InstantRP", "status": "Deleted"}


def test_item_shows_its_last_backup(azure: Simulator, arm: Arm, protected: str) -> None:
    """The item is IRPending until its first backup has completed, then Protected."""
    assert arm.get(item_path(protected)).json()["properties"]["lastBackupTime"] == "2001-01-01T00:00:00Z"
    job = arm.job(arm.back_up(protected))
    assert arm.get(item_path(protected)).json()["properties"]["protectionState"] == "IRPending"
    azure.advance(LONGEST)
    item = arm.get(item_path(protected)).json()["properties"]
    assert (item["protectionState"], item["lastBackupStatus"]) == ("Protected", "Completed")
    assert item["lastBackupTime"] == job["properties"]["startTime"]
    assert item["lastRecoveryPoint"] > item["lastBackupTime"]


def test_activity_is_the_callers_request(arm: Arm, protected: str) -> None:
    """A job can be found again by the request that started it; without an id it gets a new one."""
    request_id = str(uuid.uuid4())
    named = arm.job(arm.back_up(protected, {"x-ms-client-request-id": request_id}))
    assert named["properties"]["activityId"] == request_id
    assert arm.get(f"{VAULT}/backupJobs").json()["value"][0]["properties"]["activityId"] == request_id


def test_unprotected_vm(arm: Arm) -> None:
    """Only a protected VM is backed up."""
    assert code(arm.back_up("web01")) == (404, "BMSUserErrorDataSourceObjectNotFound")


def test_one_backup_at_a_time(azure: Simulator, arm: Arm, protected: str) -> None:
    """While a backup is accepted, the item is locked; while its job runs, another is refused."""
    accepted = arm.back_up(protected)
    assert code(arm.back_up(protected)) == (409, "BMSUserErrorObjectLocked")
    arm.finish(accepted)
    assert code(arm.back_up(protected)) == (409, "UserErrorBackupOperationInProgress")
    azure.advance(LONGEST)
    assert arm.back_up(protected).status_code == 202


def test_stopped_item(arm: Arm, protected: str) -> None:
    """An item without a policy is not backed up."""
    arm.finish(arm.protect(protected, protectionState="ProtectionStopped", policyId=""))
    assert code(arm.back_up(protected)) == (400, "BMSUserErrorProtectionStopped")


def test_malformed_request(arm: Arm, protected: str) -> None:
    """The body says that it is about a VM, and its expiry is a time."""
    assert code(arm.back_up(protected, objectType="Other")) == (400, "BMSUserErrorInvalidInput")
    assert code(arm.back_up(protected, recoveryPointExpiryTimeInUTC="soon")) == (400, "BMSUserErrorInvalidInput")


def test_expiry(azure: Simulator, arm: Arm, protected: str) -> None:
    """A recovery point goes when the request said; a moment already past is refused, none at all means 30 days."""
    past = arm.back_up(protected, recoveryPointExpiryTimeInUTC="2024-06-13T00:00:00.000Z")
    assert code(past) == (400, "BMSUserErrorInvalidInput")
    arm.finish(arm.back_up(protected))
    azure.advance(LONGEST)
    assert len(arm.names(f"{item_path(protected)}/recoveryPoints")) == 1
    azure.advance(30 * 86400)
    assert arm.names(f"{item_path(protected)}/recoveryPoints") == []


def test_vm_deleted_during_the_transfer(azure: Simulator, arm: Arm, protected: str) -> None:
    """The job completes with the recorded warning."""
    azure.outcome(operation="Backup", vm=protected, duration=2000)
    job = arm.job(arm.back_up(protected))
    azure.advance(500)
    azure.remove_vm(vm_id(protected))
    azure.advance(2000)
    ended = arm.job_named(job["name"])
    assert ended["properties"]["status"] == "CompletedWithWarnings"
    assert ended["properties"]["errorDetails"][0]["errorCode"] == 320001
    assert tasks(ended) == ["Completed", "Failed"]


def test_vm_deleted_before_the_snapshot(azure: Simulator, arm: Arm, protected: str) -> None:
    """The job fails, and there is no recovery point."""
    accepted = arm.back_up(protected)
    assert arm.call("DELETE", vm_id(protected)).status_code == 200
    job = arm.job(accepted)
    azure.advance(LONGEST)
    ended = arm.job_named(job["name"])
    assert (ended["properties"]["status"], tasks(ended)) == ("Failed", ["Failed", "NotStarted"])
    assert arm.names(f"{item_path(protected)}/recoveryPoints") == []
