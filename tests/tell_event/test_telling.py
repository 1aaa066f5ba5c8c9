"""Which targets an event has, and that it is on its queue before they are told."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from docs.contracts.examples import BACK_UP, EVENTS, VM
from shared.claims import Retold
from shared.cloud_event import LARGEST, Event
from shared.events import MessagePoisoned, OperationFailed, Outcome, RequestRejected
from shared.problem import Problem
from shared.settings import Settings, SettingsError
from shared.targets import EventName, Webhook
from shared.telling import TellEvent, tellings
from tests.tell_event.receivers import KEY

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OPS = {"name": "ops", "url": "https://example.com/x?sig=s3cret", "key": KEY}


def kind(name: str) -> Event:
    return next(event for event in EVENTS if type(event).__name__ == name)


def told(event: Event, **webhook: object) -> list[str]:
    """Return who is told of an event."""
    settings = Settings(webhooks=(msgspec.convert({"name": "ops", "url": "https://x.example"} | webhook, Webhook),))
    return [telling.target for telling in tellings(event, settings, NOW)]


def test_filters_know_every_event() -> None:
    """A new one is noticed."""
    kinds = {event for parent in (Event, Outcome) for event in parent.__subclasses__()} - {Outcome, Retold}
    assert set(EventName.__args__) == {event.__name__ for event in kinds}  # type: ignore[attr-defined] # a Literal has them


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_who_filters_nothing_is_told_of_everything(event: Event) -> None:
    """The topic first."""
    settings = Settings(event_grid_topic="https://t.example/api/events", webhooks=(Webhook(name="a", url="https://a"),))
    messages = tellings(event, settings, NOW)
    assert [message.target for message in messages] == ["event-grid", "a"]
    assert all(bytes(message.event) == event.to_json() for message in messages)


@pytest.mark.parametrize(
    ("name", "webhook", "wanted"),
    [
        ("BackupCompleted", {"types": ["BackupCompleted"]}, True),
        ("BackupCompleted", {"types": ["OperationFailed", "VmRestored"]}, False),
        ("BackupCompleted", {"vms": ["web*"]}, True),
        ("BackupCompleted", {"vms": ["WEB01"]}, True),
        ("BackupCompleted", {"vms": ["db*", VM.upper()]}, True),
        ("BackupCompleted", {"vms": ["*/resourceGroups/shop/*"]}, True),
        ("BackupCompleted", {"vms": ["db*"]}, False),
        ("FleetBackedUp", {"vms": ["*"]}, False),
        ("BackupCompleted", {"failures": True}, False),
        ("OperationFailed", {"failures": True}, True),
        ("RequestRejected", {"failures": True}, True),
        ("MessagePoisoned", {"failures": True}, True),
        ("FleetBackedUp", {"failures": True}, True),
        ("OperationFailed", {"failures": True, "vms": ["db*"]}, False),
    ],
)
def test_a_webhook_is_told_of_what_it_wants(name: str, webhook: dict[str, object], wanted: bool) -> None:  # noqa: FBT001 - a table's column
    """By type, by VM in any case, by how it ended; all that is said must be so."""
    assert told(kind(name), **webhook) == (["ops"] if wanted else [])


def test_a_fleet_without_a_failure_is_none() -> None:
    """However many were skipped."""
    fleet = msgspec.structs.replace(kind("FleetBackedUp"), failed=0, unfinished=0)
    assert told(fleet, failures=True) == []


@pytest.mark.parametrize("name", ["MessagePoisoned", "RequestRejected"])
def test_what_went_wrong_in_telling_is_not_told(name: str) -> None:
    """Of a webhook that is gone, it would make one more such event, for ever."""
    event = msgspec.structs.replace(kind(name), queue=TellEvent.QUEUE)
    assert isinstance(event, MessagePoisoned | RequestRejected)
    assert told(event) == []


def test_an_end_that_is_told_again_is_told_as_it_was() -> None:
    """Letter by letter."""
    event = kind("BackupCompleted")
    again = Retold(type=event.kind, ended=event.ended, content=event.to_json())
    (telling,) = tellings(again, Settings(webhooks=(Webhook(name="a", url="https://a"),)), NOW)
    assert bytes(telling.event) == event.to_json()


def test_the_largest_event_can_be_told() -> None:
    """It fits into a queue message with what is beside it."""
    problem = Problem("x" * 200, "y" * 200_000, None, tuple("z" * 3_000 for _ in range(400)))
    event = OperationFailed(request=BACK_UP, started=NOW, ended=NOW, error=problem)
    (telling,) = tellings(event, Settings(webhooks=(Webhook(name="a" * 40, url="https://a"),)), NOW)
    late = msgspec.structs.replace(telling, attempt=100_000, due=NOW + timedelta(microseconds=1))
    assert len(late.to_json()) <= LARGEST


@pytest.mark.parametrize(
    "wrong",
    [
        "s3cret",
        '{"s3cret": 1}',
        *(
            json.dumps([OPS | fields])
            for fields in (
                {"url": "http://example.com/s3cret"},
                {"url": "https://user:s3cret@example.com"},
                {"url": "https://example.com/s3cret\n"},
                {"url": 7},
                {"key": "s3cret"},
                {"key": "whsec_s3cret"},
                {"form": "s3cret"},
                {"types": ["s3cret"]},
                {"name": "s3cret s3cret"},
                {"name": "event-grid"},
                {"s3cret": True},
                {"vms": "s3cret"},
            )
        ),
    ],
)
def test_a_wrong_webhook_stops_the_start_and_nothing_of_it_is_shown(wrong: str) -> None:
    """Address, key, or what was mistaken for one."""
    with pytest.raises(SettingsError, match="setting WEBHOOKS must be") as error:
        Settings.read({"AzureWebJobsStorage": "x", "WEBHOOKS": wrong})
    assert "s3cret" not in str(error.value)


def test_what_is_no_json_is_called_that_and_not_quoted() -> None:
    """It may be the secret's text with a comma too many."""
    with pytest.raises(SettingsError, match="it is not JSON") as error:
        Settings.read({"AzureWebJobsStorage": "x", "WEBHOOKS": '[{"name": "ops", "url": "https://secret.example"},]'})
    assert "secret.example" not in str(error.value)


def test_names_are_webhooks_own() -> None:
    """A message says to whom it goes by them."""
    with pytest.raises(SettingsError, match="ops comes twice"):
        Settings.read({"AzureWebJobsStorage": "x", "WEBHOOKS": json.dumps([OPS, OPS])})


def test_webhooks_are_read_and_not_shown() -> None:
    """Not even by whoever prints the settings."""
    settings = Settings.read({"AzureWebJobsStorage": "x", "WEBHOOKS": json.dumps([OPS])})
    assert settings.webhooks[0].key == KEY
    assert "s3cret" not in repr(settings)
    assert KEY not in repr(settings)


@pytest.mark.parametrize("topic", ["http://example.com/api/events", "example.com", "https://"])
def test_a_topic_is_an_address_with_tls(topic: str) -> None:
    """A token goes there."""
    with pytest.raises(SettingsError, match="setting EVENT_GRID_TOPIC must be"):
        Settings.read({"AzureWebJobsStorage": "x", "EVENT_GRID_TOPIC": topic})
