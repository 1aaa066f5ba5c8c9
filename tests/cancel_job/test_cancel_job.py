import msgspec
import pytest

from local_stack.simulator import Simulator
from shared.events import BackupCompleted, JobCancelled, OperationFailed, RequestRejected
from shared.requests import CancelJob
from shared.tracker import OperationTracker
from tests.running import VAULT, App


@pytest.fixture
def backed_up(app: App) -> App:
    """Return the app, with web01 protected."""
    app.run(app.protect())
    return app


def cancel(app: App, **fields: object) -> CancelJob:
    request = CancelJob(vault_id=VAULT, request_id=app.back_up().request_id, accepted=app.connections.now())
    return msgspec.structs.replace(request, **fields)


def backing_up(app: App) -> OperationTracker:
    """Return the tracker of a long job that has just begun."""
    app.azure.outcome(operation="Backup", vm="web01", duration=5_000)
    (tracker,) = app.step(app.back_up())
    assert isinstance(tracker, OperationTracker)
    while not tracker.job_id:
        app.azure.advance(tracker.delay(app.connections.now()))
        (tracker,) = app.step(tracker)
        assert isinstance(tracker, OperationTracker)
    return tracker


def test_a_backup_that_takes_its_snapshot_is_cancelled(backed_up: App) -> None:
    """By the job's id; the request that started it ends in a failure."""
    following = backing_up(backed_up)
    (event,) = backed_up.run(cancel(backed_up, job_id=following.job_id))
    assert isinstance(event, JobCancelled)
    (failed,) = backed_up.run(following)
    assert isinstance(failed, OperationFailed)
    assert failed.error.code == "JobCancelled"


def test_the_job_of_a_request_is_found(backed_up: App, azure: Simulator) -> None:
    """By the requestId that started it."""
    request = backed_up.back_up()
    backed_up.step(request)
    azure.advance(60)
    (event,) = backed_up.run(cancel(backed_up, request_id=request.request_id, chosen_id=True))
    assert isinstance(event, JobCancelled)


def test_a_job_past_its_phase_is_refused(backed_up: App, azure: Simulator) -> None:
    """The data is on its way into the vault."""
    following = backing_up(backed_up)
    (job,) = [job for job in azure.jobs() if job.id == following.job_id]
    while job.done < 0.5:
        azure.advance(60)
        (job,) = [job for job in azure.jobs() if job.id == following.job_id]
    (event,) = backed_up.run(cancel(backed_up, job_id=following.job_id))
    assert isinstance(event, OperationFailed)
    assert event.error.recommendations
    (done,) = backed_up.run(following)
    assert isinstance(done, BackupCompleted)


@pytest.mark.parametrize(("fields", "field"), [({}, "jobId"), ({"chosen_id": True}, "requestId")])
def test_a_job_that_nobody_names_is_rejected(backed_up: App, fields: dict[str, object], field: str) -> None:
    """By its id, or that of its request."""
    (event,) = backed_up.run(cancel(backed_up, **fields))
    assert isinstance(event, RequestRejected)
    assert event.field == field


def test_a_lost_answer_is_no_failure(backed_up: App, azure: Simulator) -> None:
    """The job is looked at before it is cancelled again."""
    following = backing_up(backed_up)
    azure.fault(on="POST */cancel", answer="reset", after=True)
    (event,) = backed_up.run(cancel(backed_up, job_id=following.job_id))
    assert isinstance(event, JobCancelled)


def test_the_same_cancellation_again_is_no_failure(backed_up: App, azure: Simulator) -> None:
    """One request, one end."""
    request = backed_up.back_up()
    backed_up.step(request)
    azure.advance(60)
    asked = cancel(backed_up, request_id=request.request_id, chosen_id=True)
    (first,) = backed_up.run(asked)
    (second,) = backed_up.run(asked)
    assert isinstance(first, JobCancelled)
    assert second.to_json() == first.to_json()
