"""What goes round in circles, or goes on for longer than a queue keeps a message."""

from base64 import b64decode
from datetime import timedelta
from uuid import uuid4

import pytest
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.choices import NewPolicy
from shared.events import FleetBackedUp, OperationFailed
from shared.messages import LONGEST_DELAY, Message
from shared.requests import BackupFleet, PrepareVault, TriggerBackup
from shared.tracker import OperationTracker
from tests.deadlines.patient import FOR_EVER, LIMIT, ONE_LOOK
from tests.running import VAULT, App

WEEK = 7 * 24 * 3600


@pytest.mark.parametrize("status", [200, 202])
def test_a_policy_that_is_never_listed_ends_at_the_deadline(app: App, status: int) -> None:
    """Azure takes the policy, at once or by an operation that succeeds, and its list never has it."""
    azure = app.azure
    tracked = {"Location": f"{azure.url}/subscriptions/1/operations/1"} if status == 202 else {}
    azure.fault(on="GET */backuppolicies", answer={"status": 200, "body": {"value": []}}, times=FOR_EVER)
    azure.fault(on="PUT */backuppolicies/*", answer={"status": status, "headers": tracked, "body": {}}, times=FOR_EVER)
    azure.fault(on="* */operations/*", answer={"status": 200, "body": {"status": "Succeeded"}}, times=FOR_EVER)
    asked = PrepareVault(
        vault_id=VAULT, request_id=uuid4(), accepted=app.connections.now(), policy=NewPolicy("Night", daily="22:00")
    )
    (end,) = app.run(asked)
    assert isinstance(end, OperationFailed)
    assert end.ended <= asked.accepted + 3 * timedelta(seconds=LIMIT) + ONE_LOOK


def fleet(app: App) -> list[Message]:
    """Return what follows from a fleet of two: their requests, and its tracker."""
    app.azure.add_protected(2)
    asked = BackupFleet(vault_id=VAULT, request_id=uuid4(), accepted=app.connections.now(), window_minutes=0)
    return list(app.step(asked))


def test_a_fleet_whose_members_never_end_is_summed_up_at_its_deadline(app: App) -> None:
    """They are unfinished, and named."""
    *members, tracker = fleet(app)
    assert all(isinstance(member, TriggerBackup) for member in members)
    assert isinstance(tracker, OperationTracker)
    (end,) = app.run(tracker)
    assert isinstance(end, FleetBackedUp)
    assert (end.unfinished, len(end.failed_vms), end.completed) == (2, 2, 0)
    assert tracker.deadline <= end.ended <= tracker.deadline + ONE_LOOK


def test_what_takes_longer_than_a_queue_keeps_a_message_ends_too(
    azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deadlines of a week each make a fleet of two; no message is hidden for longer than a queue allows."""
    week = {f"{name}_SECONDS": str(WEEK) for name in ("OPERATION_DEADLINE", "JOB_DEADLINE", "POLL_CAP")}
    app = App(
        azure,
        monkeypatch,
        AzureWebJobsStorage=azurite.connection_string,
        RECORDS_CONTAINER=f"records-{uuid4()}",
        **week,
    )
    *_, tracker = fleet(app)
    assert isinstance(tracker, OperationTracker)
    assert tracker.deadline - tracker.started >= timedelta(days=14)
    assert tracker.put_off(tracker.deadline).delay(app.connections.now()) == LONGEST_DELAY
    (end,) = app.run(tracker)
    assert end.ended >= tracker.deadline


def test_a_message_outlives_the_longest_time_that_it_is_hidden(app: App, azurite: Azurite) -> None:
    """A queue forgets a message after seven days, unless it is told otherwise, hidden or not."""
    sent = app.back_up()
    app.connections.send([sent])
    queue = QueueServiceClient.from_connection_string(azurite.connection_string).get_queue_client(sent.QUEUE)
    (seen,) = [one for one in queue.peek_messages(32) if b64decode(one.content) == sent.to_json()]
    assert seen.expires_on
    assert seen.inserted_on
    assert seen.expires_on - seen.inserted_on > timedelta(days=365)
