"""The event is out before anybody is told of it, and trouble with the telling does not take it back."""

import pytest

from docs.contracts.examples import EVENTS
from local_stack.azurite import ACCOUNT, ACCOUNT_KEY
from shared.answers import Unavailable
from shared.connections import Connections
from tests.tell_event.receivers import Receiver, receiving

THEN = "Mon, 23 Nov 2026 00:00:00 GMT"
SENT = (
    "<?xml version='1.0'?><QueueMessagesList><QueueMessage><MessageId>1</MessageId><PopReceipt>x</PopReceipt>"
    f"<InsertionTime>{THEN}</InsertionTime><ExpirationTime>{THEN}</ExpirationTime>"
    f"<TimeNextVisible>{THEN}</TimeNextVisible></QueueMessage></QueueMessagesList>"
).encode()
TWO = [event for event in EVENTS if type(event).__name__ in {"VmProtected", "BackupCompleted"}]


def storing_in(storage: Receiver, **settings: str) -> Connections:
    """Return connections of an app whose queues are there."""
    account = f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY}"
    return Connections({"AzureWebJobsStorage": f"{account};QueueEndpoint={storage.origin}/{ACCOUNT};"} | settings)


def queues(storage: Receiver) -> list[str]:
    """Return the queues that were written to, in order."""
    return [call.path.split("/")[2] for call in storage.heard]


TOPIC = {"EVENT_GRID_TOPIC": "https://topic.example/api/events"}


def test_all_events_are_out_before_anybody_is_told() -> None:
    """So that nothing waits for the telling; a crash in between repeats the step, and so both."""
    with receiving(lambda _: 201, SENT) as storage:
        storing_in(storage, **TOPIC).send(TWO)
        assert queues(storage) == ["backup-events", "backup-events", "tell-event", "tell-event"]


def test_where_nobody_is_to_be_told_nothing_more_is_sent() -> None:
    """The default."""
    with receiving(lambda _: 201, SENT) as storage:
        storing_in(storage).send(TWO)
        assert queues(storage) == ["backup-events", "backup-events"]


def test_a_queue_that_refuses_the_telling_does_not_fail_the_step(caplog: pytest.LogCaptureFixture) -> None:
    """To repeat it would not help: a role is missing, say. The log tells."""
    with receiving(lambda number: 201 if number < 2 else 403, SENT) as storage:
        storing_in(storage, **TOPIC).send(TWO)
        assert queues(storage)[:2] == ["backup-events", "backup-events"]
    assert "events are not told: QueueStorageForbidden" in caplog.text


def test_a_queue_that_is_away_repeats_the_step() -> None:
    """Whose events are out by then: they come again, and are told."""
    with (
        receiving(lambda number: 201 if number < 2 else 503, SENT) as storage,
        pytest.raises(Unavailable, match="Queue Storage answered 503"),
    ):
        storing_in(storage, **TOPIC).send(TWO)
