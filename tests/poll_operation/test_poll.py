from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from local_stack.simulator import Simulator
from poll_operation.diagram import diagram
from poll_operation.stages import NEXT
from shared.cloud_event import Event
from shared.events import OperationFailed, RequestRejected, VmProtected
from shared.tracker import OperationTracker, Stage
from tests.running import App


@pytest.fixture
def tracker(app: App) -> OperationTracker:
    """Return the tracker of a protection that has just begun."""
    (tracker,) = app.step(app.protect("web01"))
    assert isinstance(tracker, OperationTracker)
    return tracker


def test_every_stage_has_a_successor() -> None:
    """One table holds the state machine."""
    assert set(NEXT) == set(Stage)


def test_the_first_look_waits_as_long_as_azure_asks(app: App, tracker: OperationTracker) -> None:
    """Azure's 202 says 60 seconds, and the settings' cap does not shorten it."""
    assert tracker.delay(app.connections.now()) == 60


def test_a_look_at_what_still_runs_returns_the_same_tracker_for_later(app: App, azure: Simulator) -> None:
    """At the newest URI."""
    azure.outcome(operation="ConfigureBackup", vm="web01", duration=100_000)
    (tracker,) = app.step(app.protect("web01"))
    assert isinstance(tracker, OperationTracker)
    (again,) = app.step(tracker)
    assert isinstance(again, OperationTracker)
    assert (again.stage, again.request, again.deadline) == (tracker.stage, tracker.request, tracker.deadline)
    assert again.due
    assert again.due > app.connections.now()


def test_the_tracking_uri_is_as_long_as_azures_and_fits_a_queue_message(tracker: OperationTracker) -> None:
    """Recorded in signed_poll_url_full_example.json: 3,461 characters."""
    assert 3_000 < len(tracker.tracking_uri) < 4_000
    assert len(tracker.to_json()) < 48 * 1024


def test_what_is_not_shown_yet_is_looked_for_again(app: App, azure: Simulator, tracker: OperationTracker) -> None:
    """A 404 in the first minutes may be Azure's delay; a later one is its last word."""
    azure.fault(on="GET */backupJobs", answer=500, times=100)
    azure.fault(on="GET *operation*", answer=404)
    (again,) = app.step(tracker)
    assert isinstance(again, OperationTracker)
    (event,) = app.run(again)
    assert isinstance(event, VmProtected)
    azure.advance(600)
    azure.fault(on="GET *operation*", answer=404)
    (event,) = app.run(tracker)
    assert isinstance(event, OperationFailed)


def test_a_tracker_to_another_host_ends_in_a_failure(app: App, azure: Simulator, tracker: OperationTracker) -> None:
    """And no request is made but for the vault's jobs."""
    before = len(azure.journal())
    (event,) = app.step(msgspec.structs.replace(tracker, tracking_uri="https://evil.example/steal"))
    assert isinstance(event, OperationFailed)
    assert (event.error.code, event.error.field) == ("ForeignUri", "trackingUri")
    assert all(entry["path"].endswith("/backupJobs") for entry in azure.journal()[before:])


def test_what_outlives_its_deadline_fails(app: App, azure: Simulator) -> None:
    """It is looked at once more before."""
    azure.outcome(operation="ConfigureBackup", vm="web01", duration=10_000_000)
    (event,) = app.run(app.protect("web01"))
    assert isinstance(event, OperationFailed)
    assert event.error.code == "StillRunning"
    assert "2:00:00" in event.error.message


@pytest.mark.parametrize("answer", [429, 500, 502, 503, 504, "reset"])
def test_a_look_that_azure_cannot_answer_is_tried_again(
    app: App, azure: Simulator, tracker: OperationTracker, answer: int | str
) -> None:
    """Eleven of 8,700 recorded looks met one of these."""
    azure.fault(on="GET */operationsStatus/*", answer=answer, times=2)
    (event,) = app.run(tracker)
    assert isinstance(event, VmProtected)


def test_azure_that_never_answers_again_ends_at_the_deadline(
    app: App, azure: Simulator, tracker: OperationTracker
) -> None:
    """With what was wrong at last."""
    azure.fault(on="*", answer=503, times=1_000)
    (event,) = app.run(tracker)
    assert isinstance(event, OperationFailed)
    assert event.error.code == "Unavailable"
    assert "503" in event.error.message
    assert event.ended - tracker.started < timedelta(hours=3)


def test_a_tracker_whose_stage_is_not_its_requests_is_rejected(app: App, azure: Simulator) -> None:
    """Somebody wrote it by hand."""
    (tracker,) = app.step(app.protect("web01"))
    assert isinstance(tracker, OperationTracker)
    azure.advance(600)
    (event,) = app.step(msgspec.structs.replace(tracker, stage=Stage.STARTING_BACKUP))
    assert isinstance(event, RequestRejected)
    assert event.field == "stage"


def test_the_diagram_shows_every_stage_and_every_end() -> None:
    """It is drawn from the table."""
    drawn = diagram()
    for next_ in NEXT.values():
        for follows in next_.leads_to:
            assert (follows if isinstance(follows, Stage) else follows.__name__) in drawn


def test_steps_go_only_where_the_table_says(app: App, azure: Simulator) -> None:
    """From the first message to the event, for a VM that must be discovered, and its backup."""
    for message in (app.protect("app01"), app.back_up("app01")):
        waiting = list(app.step(message))
        while waiting:
            tracker = waiting.pop()
            if isinstance(tracker, Event):
                continue
            assert isinstance(tracker, OperationTracker)
            azure.advance(tracker.delay(app.connections.now()))
            (following,) = app.step(tracker)
            allowed = NEXT[tracker.stage].leads_to
            if isinstance(following, OperationTracker):
                assert following.stage in {tracker.stage, *allowed}
            else:
                assert type(following) in allowed
            waiting.append(following)


def test_the_readme_shows_the_diagram_of_the_table() -> None:
    """Picture and code cannot part."""
    assert f"```mermaid\n{diagram()}\n```" in (Path(__file__).parents[2] / "docs/how-it-works.md").read_text()
