"""How a run ends can be told beforehand."""

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path

SNAPSHOT_FAILED = {
    "errorCode": 400206,
    "errorTitle": "ExtensionSnapshotFailedNoNetwork",
    "errorString": "Snapshot operation failed due to no network connectivity on the virtual machine.",
    "recommendations": ["Ensure network connectivity."],
}


def run(azure: Simulator, arm: Arm, name: str) -> tuple[str, list[dict[str, object]], int]:
    """Back up a VM to the end: the job's status and errors, and how many recovery points there are."""
    job = arm.job(arm.back_up(name))
    azure.advance(9078)
    properties = arm.job_named(job["name"])["properties"]
    points = arm.names(f"{item_path(name)}/recoveryPoints")
    return properties["status"], properties.get("errorDetails", []), len(points)


@pytest.mark.parametrize(("status", "points"), [("Failed", 0), ("CompletedWithWarnings", 1), ("Completed", 1)])
def test_backup_ends_as_told(azure: Simulator, arm: Arm, status: str, points: int) -> None:
    """A failed job has no recovery point, one with warnings has it; both tell why."""
    arm.finish(arm.protect("web01"))
    azure.outcome(operation="Backup", vm="WEB01", status=status, errorDetails=[SNAPSHOT_FAILED])
    assert run(azure, arm, "web01") == (status, [SNAPSHOT_FAILED], points)
    assert arm.get(item_path("web01")).json()["properties"]["lastBackupStatus"] == status


def test_only_this_vm_and_only_so_often(azure: Simulator, arm: Arm) -> None:
    """An outcome is for one VM, as many times as it says."""
    for name in ("web01", "web02"):
        arm.finish(arm.protect(name))
    azure.outcome(operation="Backup", vm="web01", status="Failed", times=2)
    assert [run(azure, arm, name)[0] for name in ("web02", "web01", "web01", "web01")] == [
        "Completed",
        "Failed",
        "Failed",
        "Completed",
    ]


def test_duration(azure: Simulator, arm: Arm) -> None:
    """A duration replaces the drawn one, in simulated seconds."""
    arm.finish(arm.protect("web01"))
    azure.outcome(operation="Backup", duration=100_000)
    assert run(azure, arm, "web01")[0] == "InProgress"
    azure.advance(100_000)
    assert arm.get(f"{VAULT}/backupJobs").json()["value"][0]["properties"]["duration"] == "P1DT3H46M40S"


@pytest.mark.parametrize("operation", ["ConfigureBackup", "Backup", "Refresh"])
def test_failed_operation(azure: Simulator, arm: Arm, operation: str) -> None:
    """An error lets the operation itself fail: its status says why, its Location is refused."""
    arm.finish(arm.protect("web02"))
    azure.outcome(operation=operation, error={"code": "UserErrorSomething", "message": "Something is wrong."})
    start = {"ConfigureBackup": lambda: arm.protect("web01"), "Backup": lambda: arm.back_up("web02")}
    accepted = start.get(operation, arm.refresh)()
    status = arm.finish(accepted)
    assert status["status"] == "Failed"
    assert status["error"] == {"code": "UserErrorSomething", "message": "Something is wrong."}
    assert "properties" not in status
    assert code(arm.get(accepted.headers["Location"])) == (400, "UserErrorSomething")


def test_failed_protection_leaves_no_item(azure: Simulator, arm: Arm) -> None:
    """What failed has changed nothing; its job failed with it, and the next try succeeds."""
    azure.outcome(operation="ConfigureBackup", status="Failed", errorDetails=[SNAPSHOT_FAILED])
    status = arm.finish(arm.protect("web01"))
    assert (status["status"], status["error"]["code"]) == ("Failed", SNAPSHOT_FAILED["errorTitle"])
    assert arm.get(item_path("web01")).status_code == 404
    assert arm.get(f"{VAULT}/backupJobs").json()["value"][0]["properties"]["status"] == "Failed"
    assert arm.finish(arm.protect("web01"))["status"] == "Succeeded"


def test_over_http(azure: Simulator) -> None:
    """Outcomes are given, listed and forgotten over HTTP; an unknown operation is refused."""
    where = f"{azure.url}/_simulator/outcomes"
    assert requests.post(where, json={"operation": "Backup", "status": "Failed"}, timeout=10).status_code == 201
    assert requests.get(where, timeout=10).json()["value"][0]["status"] == "Failed"
    assert requests.delete(where, timeout=10).status_code == 204
    assert requests.get(where, timeout=10).json() == {"value": []}
    assert requests.post(where, json={"operation": "Bakcup"}, timeout=10).status_code == 400
