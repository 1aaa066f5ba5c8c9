from datetime import datetime, timedelta

import msgspec
import pytest

from local_stack.simulator import Simulator
from shared.events import BackupCompleted, OperationFailed, RequestRejected
from shared.tracker import OperationTracker, Stage
from tests.running import App

AGENT_GONE = {
    "errorCode": 400196,
    "errorTitle": "UserErrorGuestAgentStatusUnavailable",
    "errorString": "VM agent is unable to communicate with the Azure Backup Service.",
    "recommendations": ["Restart the agent."],
}


@pytest.fixture
def protected(app: App) -> App:
    app.run(app.protect("web01"))
    return app


def started(azure: Simulator) -> list[dict[str, object]]:
    """List the backups that were started."""
    return [entry for entry in azure.journal() if entry["path"].endswith("/backup") and entry["status"] == 202]


def test_a_backup_is_an_operation_and_then_a_job(protected: App) -> None:
    """The operation's success means that the job has started."""
    (tracker,) = protected.step(protected.back_up())
    assert isinstance(tracker, OperationTracker)
    assert tracker.stage == Stage.STARTING_BACKUP
    (event,) = protected.run(tracker)
    assert isinstance(event, BackupCompleted)
    assert event.job_id
    assert timedelta(seconds=924) <= event.ended - event.started <= timedelta(seconds=9078)
    assert event.size
    assert not event.warnings


def test_a_recovery_point_is_kept_for_30_days_when_nothing_is_said(protected: App, azure: Simulator) -> None:
    """As Azure itself does."""
    request = protected.back_up()
    protected.step(request)
    (start,) = started(azure)
    expiry = request.accepted + timedelta(days=30)
    assert start["body"]["properties"]["recoveryPointExpiryTimeInUTC"].startswith(f"{expiry:%Y-%m-%dT%H:%M}")  # type: ignore[index] # JSON


def test_retain_until_is_kept_to_the_second(protected: App, azure: Simulator) -> None:
    """In UTC."""
    until = protected.back_up().accepted.replace(microsecond=0) + timedelta(days=400)
    protected.step(protected.back_up(retain_until=until))
    (start,) = started(azure)
    assert start["body"]["properties"]["recoveryPointExpiryTimeInUTC"] == f"{until:%Y-%m-%dT%H:%M:%S.000Z}"  # type: ignore[index] # JSON


def test_retain_until_in_the_past_is_rejected(protected: App) -> None:
    """Before anything is started."""
    (event,) = protected.run(protected.back_up(retain_until=protected.connections.now() - timedelta(days=1)))
    assert isinstance(event, RequestRejected)
    assert (event.field, event.problem) == ("retainUntil", "lies in the past")


def test_a_job_with_warnings_is_a_completion_that_carries_them(protected: App, azure: Simulator) -> None:
    """The recovery point is there."""
    azure.outcome(operation="Backup", vm="web01", status="CompletedWithWarnings", errorDetails=[AGENT_GONE])
    (event,) = protected.run(protected.back_up())
    assert isinstance(event, BackupCompleted)
    assert [warning.title for warning in event.warnings] == ["UserErrorGuestAgentStatusUnavailable"]


def test_a_job_with_warnings_is_one_even_if_it_does_not_say_which(protected: App, azure: Simulator) -> None:
    """Its status tells."""
    azure.outcome(operation="Backup", vm="web01", status="CompletedWithWarnings")
    (event,) = protected.run(protected.back_up())
    assert isinstance(event, BackupCompleted)
    assert [warning.code for warning in event.warnings] == ["CompletedWithWarnings"]


def test_a_failed_job_fails_with_azures_code_message_and_recommendations(protected: App, azure: Simulator) -> None:
    """All error details are there."""
    azure.outcome(operation="Backup", vm="web01", status="Failed", errorDetails=[AGENT_GONE])
    (event,) = protected.run(protected.back_up())
    assert isinstance(event, OperationFailed)
    assert (event.stage, event.error.code) == (Stage.BACKING_UP, "UserErrorGuestAgentStatusUnavailable")
    assert event.error.recommendations == ("Restart the agent.",)
    assert [detail.code for detail in event.error.details] == ["400196"]
    assert event.job_id


def test_a_vm_that_is_not_protected_fails_with_what_to_do(app: App) -> None:
    """Protect it first."""
    (event,) = app.run(app.back_up("web02"))
    assert isinstance(event, OperationFailed)
    assert event.error.field == "vmId"
    assert "protect-vm" in event.error.recommendations[0]


def test_a_redelivered_request_follows_the_job_that_it_has_started(protected: App, azure: Simulator) -> None:
    """The first try's answer was lost: Azure knows the job by the request's id."""
    request = protected.back_up()
    protected.step(request)
    azure.advance(30)
    (tracker,) = protected.step(request.again(request.accepted))
    assert isinstance(tracker, OperationTracker)
    assert tracker.stage == Stage.BACKING_UP
    (event,) = protected.run(tracker)
    assert isinstance(event, BackupCompleted)
    assert len(started(azure)) == 1


def test_a_lost_answer_starts_no_second_backup(protected: App, azure: Simulator) -> None:
    """The connection broke after Azure had begun."""
    azure.fault(on="POST */backup", answer="reset", after=True)
    (event,) = protected.run(protected.back_up())
    assert isinstance(event, BackupCompleted)
    assert len([job for job in azure.jobs() if job.operation == "Backup"]) == 1


def test_a_redelivery_after_the_end_starts_no_second_backup(protected: App, azure: Simulator) -> None:
    """What an earlier try may have started is looked for: the job is done, and so is the repeat."""
    request = protected.back_up()
    (first,) = protected.run(request)
    (again,) = protected.run(msgspec.structs.replace(request, begun=True))
    assert isinstance(first, BackupCompleted)
    assert isinstance(again, BackupCompleted)
    assert first.job_id == again.job_id
    assert len(started(azure)) == 1


def test_a_job_of_another_vm_is_not_taken_for_ones_own(protected: App, azure: Simulator) -> None:
    """Somebody used one requestId for two VMs."""
    request = protected.back_up()
    protected.run(protected.protect("web02"), request)
    other = protected.back_up("web02", request_id=request.request_id, begun=True)
    (event,) = protected.run(other)
    assert isinstance(event, BackupCompleted)
    assert len(started(azure)) == 2


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "2200-01-01T00:00:00Z"])
def test_retain_until_beyond_all_times_is_rejected(protected: App, until: str) -> None:
    """Azure's maximum is 99 years."""
    (event,) = protected.run(protected.back_up(retain_until=datetime.fromisoformat(until)))
    assert isinstance(event, RequestRejected)
    assert (event.field, event.problem) == ("retainUntil", "is more than 99 years away")


def test_a_backup_that_meets_another_says_whose_it_is(protected: App, azure: Simulator) -> None:
    """Job and request."""
    first = protected.back_up()
    (tracker,) = protected.step(first)
    azure.advance(60)
    (event,) = protected.run(protected.back_up())
    assert isinstance(event, OperationFailed)
    assert str(first.request_id) in event.error.message
    (done,) = protected.run(tracker)
    assert isinstance(done, BackupCompleted)


def test_the_same_request_twice_is_one_backup(protected: App, azure: Simulator) -> None:
    """Two queue messages with one requestId."""
    request = protected.back_up()
    (tracker,) = protected.step(request)
    azure.advance(60)
    (other,) = protected.step(request)
    assert isinstance(other, OperationTracker)
    events = protected.run(tracker, other)
    assert {type(event) for event in events} == {BackupCompleted}
    assert len({event.to_json() for event in events}) == 1
    assert len(started(azure)) == 1
