"""How a restore ends can be told beforehand, and depends on what happens meanwhile."""

from pathlib import Path

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, cancel, code, item_path, vm_id
from tests.local_stack.simulator.restore import IN_PLACE, LONGEST, TO_BLOBS, disks, new_vm, restore


@pytest.fixture
def point(arm: Arm) -> str:
    """Have a recovery point of db01, a Windows VM with two data disks, by its address."""
    return arm.recovery_point("db01")


def test_failure_told_beforehand(azure: Simulator, arm: Arm, point: str) -> None:
    """A failed job says why and leaves nothing; the next restore succeeds."""
    detail = {"errorCode": 400288, "errorTitle": "UserErrorSkuNotAvailable", "errorString": "VM creation failed."}
    azure.outcome(operation="Restore", vm="db01", status="Failed", errorDetails=[detail])
    job = arm.job(restore(arm, point, **new_vm()))["name"]
    azure.advance(LONGEST)
    ended = arm.job_named(job)["properties"]
    assert (ended["status"], ended["errorDetails"]) == ("Failed", [detail])
    assert [task["status"] for task in ended["extendedInfo"]["tasksList"]] == ["Failed", "NotStarted"]
    assert "Config Blob Name" not in ended["extendedInfo"]["propertyBag"]
    assert disks(arm) == []
    assert arm.finish(restore(arm, point))["status"] == "Succeeded"


def test_failed_operation_told_beforehand(azure: Simulator, arm: Arm, point: str) -> None:
    """An error lets the operation itself fail: there is no job, and the Location is refused."""
    azure.outcome(operation="Restore", error={"code": "UserErrorSomething", "message": "It is wrong."})
    accepted = restore(arm, point)
    status = arm.finish(accepted)
    assert (status["status"], status["error"]["code"]) == ("Failed", "UserErrorSomething")
    assert code(arm.get(accepted.headers["Location"])) == (400, "UserErrorSomething")
    assert arm.names(f"{VAULT}/backupJobs", "operation eq 'Restore'") == []


def test_vm_deleted_meanwhile(azure: Simulator, arm: Arm, point: str) -> None:
    """Disks cannot be replaced in a VM that has gone: the job fails."""
    job = arm.job(restore(arm, point, **IN_PLACE))
    azure.remove_vm(vm_id("db01"))
    azure.advance(LONGEST)
    ended = arm.job_named(job["name"])["properties"]
    assert (ended["status"], ended["errorDetails"][0]["errorTitle"]) == ("Failed", "UserErrorVmNotFoundV2")


def test_progress(azure: Simulator, arm: Arm, point: str) -> None:
    """Who watches the simulator sees how far a restore is."""
    azure.outcome(operation="Restore", duration=1000)
    arm.finish(restore(arm, point))
    assert [(job.operation, round(job.done, 2)) for job in azure.jobs()][-1] == ("Restore", 0.3)


def test_kept(tmp_path: Path) -> None:
    """A restore goes on in the next simulator with the same state."""
    kept = tmp_path / "state.json"
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        azure.outcome(operation="Restore", duration=3000)
        arm.finish(restore(arm, arm.recovery_point("db01"), **TO_BLOBS))
        job = azure.jobs()[-1].id
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        arm.finish(cancel(arm, job))
        assert arm.job_named(job)["properties"]["status"] == "Cancelled"
        restore(arm, f"{item_path('db01')}/recoveryPoints/{arm.names(f'{item_path("db01")}/recoveryPoints')[0]}")
        azure.advance(73)
        assert len(disks(arm)) == 3


def test_no_time_at_all(azure: Simulator, arm: Arm, point: str) -> None:
    """A restore that is told to take no time has ended with the next look."""
    azure.outcome(operation="Restore", duration=0)
    job = arm.job(restore(arm, point, **TO_BLOBS))["properties"]
    assert (job["status"], job["extendedInfo"]["progressPercentage"]) == ("Completed", 100)
