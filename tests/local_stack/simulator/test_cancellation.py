"""A job is cancelled while its first task runs; the POST is always accepted, and its operation tells whether it was."""

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, cancel, code, item_path
from tests.local_stack.simulator.restore import TO_BLOBS, disks, new_vm, restore

TOO_LATE = (400, "UserErrorJobNotInCancellableState")
NOT_RUNNING = (400, "UserErrorJobNotInProgress")


@pytest.fixture
def backup(azure: Simulator, arm: Arm) -> str:
    """Have a backup of web01 that runs since 300 s and will take its snapshot 70 s later, by its job."""
    arm.finish(arm.protect("web01"))
    azure.outcome(operation="Backup", duration=2000)
    return str(arm.job(arm.back_up("web01"))["name"])


def status(arm: Arm, job: str) -> str:
    return str(arm.job_named(job)["properties"]["status"])


def outcome(azure: Simulator, arm: Arm, job: str) -> tuple[int, str]:
    """Cancel a job, and tell what the Location says in the end."""
    accepted = cancel(arm, job)
    assert accepted.status_code == 202
    azure.advance(10)
    answer = arm.get(accepted.headers["Location"])
    return code(answer) if answer.content else (answer.status_code, "")


def test_backup_before_its_snapshot(azure: Simulator, arm: Arm, backup: str) -> None:
    """The job is Cancelling, then Cancelled, and proceeds no further; its operation has no job, as none was started."""
    accepted = cancel(arm, backup)
    assert (accepted.status_code, accepted.content, accepted.headers["Retry-After"]) == (202, b"", "60")
    assert f"/backupJobs/{backup}/operationResults/" in accepted.headers["Location"]
    assert f"/backupJobs/{backup}/operationsStatus/" in accepted.headers["Azure-AsyncOperation"]
    assert "api-version=2019-05-13-preview&" in accepted.headers["Azure-AsyncOperation"]
    assert (arm.get(accepted.headers["Location"]).status_code, status(arm, backup)) == (202, "Cancelling")
    done = arm.finish(accepted)
    assert (done["status"], "properties" in done) == ("Succeeded", False)
    assert arm.get(accepted.headers["Location"]).status_code == 204
    azure.advance(2000)
    ended = arm.job_named(backup)["properties"]
    tasks = [task["status"] for task in ended["extendedInfo"]["tasksList"]]
    assert (ended["status"], tasks) == ("Cancelled", ["Cancelled", "NotStarted"])
    assert "errorDetails" not in ended


def test_cancelled_backup_leaves_nothing(azure: Simulator, arm: Arm, backup: str) -> None:
    """There is no recovery point, and the next backup may begin."""
    assert outcome(azure, arm, backup) == (204, "")
    azure.advance(9078)
    assert arm.names(f"{item_path('web01')}/recoveryPoints") == []
    arm.finish(arm.back_up("web01"))
    azure.advance(9078)
    assert len(arm.names(f"{item_path('web01')}/recoveryPoints")) == 1


def test_backup_after_its_snapshot(azure: Simulator, arm: Arm, backup: str) -> None:
    """While data goes to the vault it is too late: the Location answers 400, the status Failed, the job runs on."""
    azure.advance(100)
    accepted = cancel(arm, backup)
    failed = arm.finish(accepted)
    assert (failed["status"], failed["error"]["code"]) == ("Failed", TOO_LATE[1])
    assert code(arm.get(accepted.headers["Location"])) == TOO_LATE
    assert status(arm, backup) == "InProgress"
    azure.advance(2000)
    assert status(arm, backup) == "Completed"


def test_finished_job(azure: Simulator, arm: Arm, backup: str) -> None:
    """What is over cannot be cancelled, and neither can what is being cancelled."""
    cancel(arm, backup)
    assert outcome(azure, arm, backup) == NOT_RUNNING
    assert status(arm, backup) == "Cancelled"
    assert outcome(azure, arm, backup) == NOT_RUNNING


def test_other_kinds(azure: Simulator, arm: Arm) -> None:
    """Only backups and restores can be cancelled."""
    job = arm.job(arm.protect("web01"))
    assert "actionsInfo" not in job["properties"]
    assert outcome(azure, arm, job["name"]) == (400, "UserErrorJobTypeNotCancellable")
    assert status(arm, job["name"]) == "Completed"


def test_unknown_job(arm: Arm) -> None:
    """A job the vault has never had is not found."""
    assert code(cancel(arm, "nosuch")) == (404, "BMSUserErrorJobNotFound")


def test_restore(azure: Simulator, arm: Arm, point: str) -> None:
    """A restore is cancelled while its data comes; it leaves nothing, and the next one may begin."""
    azure.outcome(operation="Restore", duration=1000)
    job = arm.job(restore(arm, point))["name"]
    assert outcome(azure, arm, job) == (204, "")
    azure.advance(1000)
    assert (status(arm, job), disks(arm)) == ("Cancelled", [])
    assert restore(arm, point, **TO_BLOBS).status_code == 202


def test_restore_whose_vm_is_being_made(azure: Simulator, arm: Arm, point: str) -> None:
    """Once the data has come it is too late."""
    azure.outcome(operation="Restore", duration=500)
    job = arm.job(restore(arm, point, **new_vm("web01-again")))["name"]
    assert outcome(azure, arm, job) == TOO_LATE


def test_found_by_its_status(arm: Arm, backup: str) -> None:
    """A filter finds what is being cancelled."""
    cancel(arm, backup)
    assert arm.names(f"{VAULT}/backupJobs", "status eq 'Cancelling'") == [backup]
