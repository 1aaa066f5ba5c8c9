"""One message, one call: what follows from its answer."""

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from docs.contracts.examples import EVENTS
from local_stack.simulator import Simulator
from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.events import BackupCompleted
from shared.malformed import Malformed
from shared.telling import TellEvent
from tell_event.post import post
from tell_event.tell import tell
from tell_event.turns import MOST_AT_ONCE, turn
from tests.tell_event.receivers import KEY, Receiver, Weather, events_of_batch, receiving, signed_event

EVENT = next(event for event in EVENTS if isinstance(event, BackupCompleted)).to_json()


NO_EVENT = b'{"type":"TellEvent","target":"ops","since":"2026-11-23T00:00:00Z","event":{"id":7}}'


def azure_with(receiver: Receiver, **webhook: object) -> Connections:
    """Return connections of an app with this webhook alone."""
    webhooks = [{"name": "ops", "url": receiver.url} | webhook]
    return Connections({"AzureWebJobsStorage": "unused", "WEBHOOKS": json.dumps(webhooks)})


def message(target: str = "ops", **fields: object) -> bytes:
    """Return a message of the queue tell-event."""
    telling = TellEvent(target=target, since=datetime.now(UTC), event=msgspec.Raw(EVENT))
    return msgspec.structs.replace(telling, **fields).to_json()


def always(status: int) -> Weather:
    return lambda _: status


def test_an_event_is_posted_as_it_is_and_signed() -> None:
    """In the structured mode of CloudEvents, by Standard Webhooks."""
    with receiving() as receiver:
        assert tell(message(), azure_with(receiver, key=KEY)) == []
        (call,) = receiver.heard
    assert call.body == EVENT
    assert signed_event(call) == json.loads(EVENT)


def test_without_a_key_nothing_is_signed() -> None:
    """And no cookie or authorization is sent."""
    with receiving() as receiver:
        tell(message(), azure_with(receiver))
        (call,) = receiver.heard
    assert not {"webhook-signature", "authorization", "cookie"} & set(call.headers)


def test_a_topic_is_told_by_the_apps_identity(azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a token for Event Grid."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
    with receiving() as receiver:
        settings = {"AzureWebJobsStorage": "unused", "EVENT_GRID_TOPIC": receiver.url.partition("?")[0]}
        tell(message("event-grid"), Connections(settings))
        (call,) = receiver.heard
    assert events_of_batch(call) == [json.loads(EVENT)]


@pytest.mark.parametrize("status", [408, 429, 500, 503, 0])
def test_what_cannot_be_taken_now_is_tried_again_later(status: int) -> None:
    """The same message, a little later, and not before the receiver says."""
    with receiving(always(status)) as receiver:
        before = datetime.now(UTC)
        (again,) = tell(message(attempt=2), azure_with(receiver))
    assert isinstance(again, TellEvent)
    assert (again.target, bytes(again.event), again.attempt) == ("ops", EVENT, 3)
    assert again.due
    assert timedelta(seconds=77 if status == 429 else 10) <= again.due - before < timedelta(seconds=90)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 410])
def test_what_is_refused_is_for_the_poison_queue(status: int) -> None:
    """The queue delivers it five times; nobody is led elsewhere, and nothing secret is told."""
    with receiving(always(status)) as receiver:
        with pytest.raises(Refused) as refused:
            tell(message(), azure_with(receiver, key=KEY))
        assert [call.path for call in receiver.heard] == ["/hook?sig=s3cret"]
    assert str(refused.value) == f"Http{status}: ops does not take the event"


def test_after_a_day_it_is_for_the_poison_queue_too() -> None:
    """The last try is made when the day is over."""
    azure = Connections({"AzureWebJobsStorage": "x", "WEBHOOKS": '[{"name": "ops", "url": "http://127.0.0.1:1"}]'})
    now = datetime.now(UTC)
    (again,) = tell(message(since=now - timedelta(hours=23, minutes=59, seconds=58)), azure)
    assert isinstance(again, TellEvent)
    assert again.due == again.since + timedelta(hours=24)
    with pytest.raises(Refused, match="ops has not taken the event"):
        tell(message(since=now - timedelta(hours=24)), azure)


@pytest.mark.parametrize("target", ["gone", "event-grid", "http://127.0.0.1:1", ""])
def test_whom_the_settings_do_not_name_is_not_told(target: str, caplog: pytest.LogCaptureFixture) -> None:
    """An address in a message is a name that nobody has."""
    with receiving() as receiver:
        assert tell(message(target), azure_with(receiver)) == []
        assert receiver.heard == []
    assert "is told of nothing any more" in caplog.text


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b'{"type":"TellEvent","target":"ops"}', NO_EVENT, b"\xff"])
def test_what_is_no_such_message_is_malformed(body: bytes) -> None:
    """Its event is not told elsewhere: see test_telling.py."""
    with receiving() as receiver, pytest.raises(Malformed):
        tell(body, azure_with(receiver))


def test_who_says_nothing_is_not_waited_for() -> None:
    """No longer than a few seconds."""
    with receiving(always(-1)) as receiver, pytest.raises(Unavailable, match="ReadTimeout"):
        post(receiver.url, b"{}", {}, seconds=0.2)


def test_few_wait_for_one_target_and_others_have_turns_of_their_own() -> None:
    """A target that says nothing must not hold the threads that backups need."""
    with ExitStack() as waiting:
        for _ in range(MOST_AT_ONCE):
            waiting.enter_context(turn("silent"))
        with pytest.raises(Unavailable, match="4 others wait for its answer"), turn("silent", patience=0.01):
            pass
        with turn("another", patience=0.01):
            pass
    with turn("silent", patience=0.01):
        pass


def test_a_certificate_that_nobody_knows_is_not_accepted(azure: Simulator) -> None:
    """The event goes to nobody, and the address into no error."""
    with pytest.raises(Unavailable, match="no answer: SSLError") as trouble:
        post(f"{azure.tls_url}/hook?sig=s3cret", b"{}", {})
    assert "s3cret" not in str(trouble.value)
    assert azure.journal() == []
