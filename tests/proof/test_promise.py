"""The rules of the storm see what breaks the promise, and nothing else."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest

from proof.storm.history import Arrived, Blow, Call, History, Job, Sent
from proof.storm.kinds import CANCEL
from proof.storm.promise import broken
from proof.storm.telling import line, verdict
from proof.storm.world import VAULT, vm

REQUEST, OTHER = str(UUID(int=1, version=4)), str(UUID(int=2, version=4))
BACKED = vm("backed", 1)
BACKUP = f"{VAULT}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup"


def sent(kind: str = "back up", queue: str = "trigger-backup", request_id: str = REQUEST, **fields: object) -> Sent:
    """Return a message as it was sent."""
    body = {"requestId": request_id} | (fields or {"vmId": BACKED})
    return Sent(0.5, kind, queue, json.dumps(body), f"{queue}/{request_id}")


def event(
    kind: str, queue: str = "trigger-backup", request_id: str = REQUEST, subject: str = BACKED, **data: object
) -> Arrived:
    """Return an event as it arrived."""
    full = {"subject": subject, "data": {"requestId": request_id, **data}}
    return Arrived(9.0, f"{queue}/{request_id}", f"AzureVmBackup.{kind}", full)


def failure(code: str, message: str = "", **more: str) -> Arrived:
    return event("OperationFailed", error={"code": code, "message": message}, **more)


def start(path: str = BACKUP) -> Call:
    """Return a call whose work was done and whose client knows it."""
    return Call(1.0, REQUEST, "POST", path, 202, 202, None)


def lost(*, done: int | None) -> Call:
    """Return one whose answer was lost, after its work or before it."""
    return Call(0.8, REQUEST, "POST", BACKUP, "reset", done, "reset")


def good() -> History:
    """Return a storm in which one backup was asked for, twice, and everything went as promised."""
    return History(
        datetime(2026, 11, 22, tzinfo=UTC),
        sent=[sent(), sent()],
        blows=[Blow(2.0, "host1 is killed")],
        arrived=[event("BackupCompleted"), event("BackupCompleted")],
        calls=[lost(done=None), start()],
        jobs=[Job("job", "Backup", "backed001", REQUEST)],
        left={"trigger-backup": 1, "operations": 0},
        log=[f"host1 INFO something about {REQUEST}", "host1 INFO something else"],
    )


def rules(history: History) -> set[str]:
    return {breach.rule for breach in broken(history)}


def test_what_is_as_promised() -> None:
    """A repeat of an event, a try whose work was not done, and a copy that waits break nothing."""
    assert broken(good()) == []


def test_a_request_without_an_event_is_lost() -> None:
    """One event of another request is no consolation."""
    history = good()
    history.sent.append(sent(request_id=OTHER))
    assert [(breach.rule, breach.about) for breach in broken(history)] == [("lost", f"trigger-backup/{OTHER}")]


def test_two_ends_that_differ() -> None:
    """Who drops repeats by their id must not drop news."""
    history = good()
    history.arrived.append(failure("UserErrorBackupOperationInProgress"))
    assert rules(history) == {"two ends"}


def test_a_start_whose_work_was_done_twice() -> None:
    """It counts what was done, not what was told: the first answer was lost."""
    history = good()
    history.calls = [lost(done=202), start()]
    assert rules(history) == {"started twice"}


@pytest.mark.parametrize("path", [f"{VAULT}/backupFabrics/Azure/refreshContainers", f"{VAULT}/backupValidateOperation"])
def test_what_changes_nothing_may_be_done_twice(path: str) -> None:
    """Asking again is no second start."""
    history = good()
    history.calls += [start(path), start(path)]
    assert broken(history) == []


def test_two_jobs_of_one_request() -> None:
    """Whatever calls may have led to them."""
    history = good()
    history.jobs.append(Job("job2", "Backup", "backed001", REQUEST))
    assert rules(history) == {"two jobs"}


@pytest.mark.parametrize(("queue", "count"), [("trigger-backup", 2), ("operations", 1), ("protect-vm-poison", 1)])
def test_messages_that_are_left(queue: str, count: int) -> None:
    """More than may wait, or any at all in a poison queue."""
    history = good()
    history.left = {queue: count}
    assert rules(history) == {"left behind"}


def test_an_event_of_nobodys_request() -> None:
    """A call for help about a poisoned message among them."""
    history = good()
    history.arrived.append(event("MessagePoisoned", queue="operations-poison"))
    assert rules(history) == {"unasked"}


def test_weather_is_no_reason_to_fail() -> None:
    """A request that ends because Azure could not be reached has been let down."""
    history = good()
    history.arrived = [failure("Unavailable", "No progress until ...")]
    assert rules(history) == {"failed without reason"}


def test_the_world_is_a_reason_to_fail_if_it_is_there() -> None:
    """Another backup of the VM must have been asked for by somebody else."""
    refused = failure("UserErrorBackupOperationInProgress", f"Job works on the VM already, for request {OTHER}.")
    history = good()
    history.arrived = [refused]
    assert rules(history) == {"failed without reason"}
    history.sent.append(sent(request_id=OTHER))
    history.arrived.append(event("BackupCompleted", request_id=OTHER))
    assert broken(history) == []


def test_nobody_is_refused_for_what_he_has_started_himself() -> None:
    """A start whose answer was lost is found again, and followed."""
    history = good()
    history.sent.append(sent(request_id=OTHER))
    own = failure("UserErrorBackupOperationInProgress", f"Job works on the VM already, for request {REQUEST}.")
    history.arrived = [own, event("BackupCompleted", request_id=OTHER)]
    assert rules(history) == {"failed without reason"}


def test_a_cancelled_backup_was_to_be_cancelled() -> None:
    """Its cancellation has the same requestId, and an event of its own."""
    history = good()
    history.arrived = [failure("JobCancelled")]
    assert rules(history) == {"failed without reason"}
    history.sent.append(sent(CANCEL, "cancel-job"))
    history.arrived.append(event("JobCancelled", queue="cancel-job"))
    assert "failed without reason" not in rules(history)


def test_a_fleet_and_each_of_its_backups() -> None:
    """Every VM that the fleet has not left out has an event of its own."""
    member = str(uuid5(UUID(OTHER), BACKED.casefold()))
    history = good()
    history.sent.append(sent("fleet", "backup-fleet", OTHER, vms=[BACKED, vm("backed", 2)]))
    skipped = [{"vmId": vm("backed", 2), "reason": "its protection is stopped"}]
    history.arrived.append(event("FleetBackedUp", "backup-fleet", OTHER, VAULT, skippedVms=skipped))
    assert [(breach.rule, breach.about) for breach in broken(history)] == [("lost", f"trigger-backup/{member}")]
    history.arrived.append(event("BackupCompleted", request_id=member))
    assert broken(history) == []


def test_a_created_vm_is_protected_once() -> None:
    """Not by nobody, and not by two requests."""
    history = good()
    history.created = [vm("new", 1)]
    assert rules(history) == {"lost"}
    history.arrived.append(event("VmProtected", "protect-vm", OTHER, vm("new", 1)))
    assert broken(history) == []
    history.arrived.append(event("VmProtected", "protect-vm", REQUEST, vm("new", 1)))
    assert rules(history) == {"lost"}


def test_a_host_that_ends_of_itself() -> None:
    """Hosts are killed, they do not die."""
    history = good()
    history.dead = ["host2"]
    assert rules(history) == {"died"}


def test_the_story_of_a_breach() -> None:
    """Everything that concerns the request, in order of time, then what the hosts said of it; and one line in all."""
    history = good()
    history.arrived.append(failure("UserErrorBackupOperationInProgress"))
    one = verdict(7, history)
    (story,) = one.stories
    told = story.splitlines()
    assert told[0].startswith(f"--- two ends: trigger-backup/{REQUEST}")
    kinds = ["sent to", "sent to", "POST", "POST", "*** host1", "event", "event", "event", "host1 INFO"]
    assert [want in got for want, got in zip(kinds, told[1:], strict=True)] == [True] * len(kinds)
    assert "(reset; done: None)" in story
    assert line(one).startswith("seed 7: 1 requests, 1 events, 2 repeats; 1 calls in bad weather (1 reset); 1 kills")
    assert "1 two ends" in line(one)
