"""Events told elsewhere on the real stack: real queues, Microsoft's worker, receivers that fail one call of ten."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from tests.operator_ import Operator, operating
from tests.running import vm_id
from tests.tell_event.receivers import KEY, Heard, Receiver, bad_weather, events_of_batch, receiving, signed_event

WRONG = 30
SOON = {"AzureFunctionsJobHost__extensions__queues__visibilityTimeout": "00:00:00.200"}  # what has failed comes back


class Told(NamedTuple):
    """An operator, and those who are told of events."""

    operator: Operator
    signed: Receiver
    teams: Receiver
    topic: Receiver
    gone: Receiver


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Have a VM protected and backed up, and thirty messages rejected, while the receivers fail now and then."""
    with ExitStack() as undo:
        signed, teams, topic = (undo.enter_context(receiving(bad_weather())) for _ in range(3))
        gone = undo.enter_context(receiving(lambda _: 404))
        webhooks = [
            {"name": "signed", "url": signed.url, "key": KEY},
            {"name": "teams", "url": teams.url, "form": "teams", "failures": True},
            {"name": "gone", "url": gone.url, "types": ["VmProtected", "MessagePoisoned"]},
        ]
        settings = {"WEBHOOKS": json.dumps(webhooks), "EVENT_GRID_TOPIC": topic.url.partition("?")[0], **SOON}
        operator = undo.enter_context(operating(tmp_path_factory.mktemp("told"), **settings))
        for _ in range(WRONG):
            operator.stack.queue("protect-vm").send_message("{}")
        operator.ask("protect-vm", {"vmId": vm_id("web01")})
        operator.ask("trigger-backup", {"vmId": vm_id("web01")})
        operator.until(lambda: len(operator.inbox.events) >= WRONG + 2)
        yield Told(operator, signed, teams, topic, gone)


def has_all(told: Told, calls: list[Heard]) -> bool:
    """Tell whether every event is somewhere in the calls."""
    text = b"".join(call.body for call in calls)
    return all(id_.encode() in text for id_ in told.operator.inbox.events)


def test_a_webhook_is_told_of_every_event_with_a_valid_signature(told: Told) -> None:
    """As it lies on the queue; at least once, though one call of ten fails."""
    calls = told.signed.until(lambda calls: has_all(told, calls))
    events = {event["id"]: event for event in map(signed_event, calls)}
    assert events == told.operator.inbox.events
    assert len(told.signed.heard) > len(calls)
    assert all(signed_event(call) for call in told.signed.heard)


def test_a_topic_of_event_grid_is_told_of_every_event_with_a_token_of_its_own(told: Told) -> None:
    """CloudEvents in a batch, by the app's identity."""
    calls = told.topic.until(lambda calls: has_all(told, calls))
    events = {event["id"]: event for call in calls for event in events_of_batch(call)}
    assert events == told.operator.inbox.events
    assert len(told.topic.heard) > len(calls)


def test_a_webhook_that_wants_failures_is_told_of_nothing_else(told: Told) -> None:
    """As a card, with the remedy."""
    failures = {id_ for id_, event in told.operator.inbox.events.items() if event["type"].endswith("Rejected")}
    calls = told.teams.until(lambda calls: all(any(id_.encode() in call.body for call in calls) for id_ in failures))
    assert len(failures) == WRONG
    assert all(b"Request rejected" in call.body and b"virtualMachines" in call.body for call in calls)


def test_what_a_target_refuses_waits_to_be_replayed_and_is_told_to_nobody(told: Told) -> None:
    """After five tries; an event says so on its queue, and does not go round."""
    poison, events = told.operator.stack.queue("tell-event-poison"), told.operator.inbox.events
    told.operator.until(lambda: "tell-event-poison" in told.operator.stack.queues() and bool(poison.peek_messages()))
    told.operator.stack.hosts[0].run_now("watch_poison")
    told.operator.until(lambda: any(event["type"].endswith("MessagePoisoned") for event in events.values()))
    after = told.operator.ask("protect-vm", {"vmId": "told after it"})["id"].encode()
    calls = told.signed.until(lambda calls: any(after in call.body for call in calls))
    assert not any(b"MessagePoisoned" in call.body for call in [*calls, *told.gone.heard])
    assert len(told.gone.heard) == 5


def test_addresses_and_keys_are_written_nowhere(told: Told) -> None:
    """Neither in a queue message nor in a log."""
    written = told.operator.written()
    assert b"sig=s3cret" not in written
    assert KEY.encode() not in written
    assert b"tell-event" in written
