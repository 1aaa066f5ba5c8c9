"""What is told elsewhere: a message for each event and each target that wants it."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import msgspec

from shared.answers import Refused
from shared.cloud_event import NAMESPACE, Event
from shared.forms import decoded
from shared.messages import Instant, Work
from shared.settings import Settings
from shared.targets import EVENT_GRID, FAILURES, Happening
from shared.trace import tracing

if TYPE_CHECKING:
    from shared.connections import Connections

log = logging.getLogger("azure_vm_backup")


class TellEvent(Work, frozen=True, kw_only=True):
    """Tell this target of this event: the target by its name alone, so that who can write here can tell nobody else."""

    QUEUE: ClassVar[str] = "tell-event"
    target: str
    since: Instant
    event: msgspec.Raw


class _Data(msgspec.Struct):
    queue: str = ""
    failed: int = 0
    unfinished: int = 0


class _Envelope(msgspec.Struct):
    type: str
    data: _Data
    subject: str = ""


def have_told(events: Iterable[Event], azure: "Connections") -> None:
    """Send what tells targets of events, after all else: a crash before it repeats the step, and so the events.

    What the queue refuses is logged: to repeat the step would not help. Raise Unavailable.
    """
    from shared.sdk_errors import remedied  # noqa: PLC0415 - the index of the app saves it

    try:
        with remedied("Queue Storage"):
            for event in events:
                for telling in tellings(event, azure.settings, azure.now()):
                    with tracing.get().sending(telling):
                        azure.queues.send(telling, azure.now())
    except Refused as refused:
        log.warning("events are not told: %s", refused)


def tellings(event: Event, settings: Settings, now: datetime) -> list[TellEvent]:
    """Return a message for each target that wants the event."""
    text = event.to_json()
    said = decoded(text, _Envelope)
    if _is_about_telling(said):
        return []
    about = _happening(said)
    names = [webhook.name for webhook in settings.webhooks if webhook.wants(about)]
    return [
        TellEvent(target=name, since=now, event=msgspec.Raw(text))
        for name in ([EVENT_GRID] if settings.event_grid_topic else []) + names
    ]


def _is_about_telling(said: _Envelope) -> bool:
    """Keep what went wrong in telling from being told: of a target that is gone, that would have no end."""
    return said.data.queue == TellEvent.QUEUE


def _happening(said: _Envelope) -> Happening:
    name = said.type.removeprefix(f"{NAMESPACE}.")
    went_wrong = name in FAILURES or said.data.failed + said.data.unfinished > 0
    return Happening(name=name, vm_id=said.subject, went_wrong=went_wrong)
