"""What must hold of whatever comes out, whatever has gone in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.arrival import read
from shared.cloud_event import Event
from shared.events import MessagePoisoned
from shared.malformed import LONGEST_QUOTE, Malformed
from shared.messages import Message, Work
from shared.settings import Settings
from shared.step import Posted

LARGEST = 48 * 1024  # what a queue takes, before Base64


class Broken(AssertionError):
    """A rule does not hold; the input that shows it is what was fed."""


def hold(*, rule: str, holds: bool, found: object = "") -> None:
    """Raise Broken unless the rule holds."""
    if not holds:
        raise Broken(f"{rule}; found: {str(found)[:300]!r}")


def explained(wrong: Malformed) -> None:
    """Hold that a rejection says, in few words, which field is wrong, how, and what is right."""
    hold(rule="a rejection names the problem", holds=0 < len(wrong.problem) <= LONGEST_QUOTE, found=wrong.problem)
    hold(rule="a rejection names the remedy", holds=bool(wrong.remedy), found=wrong)
    hold(rule="a rejection's field is short", holds=len(wrong.field) <= LONGEST_QUOTE, found=wrong.field)


def sendable(messages: Iterable[Message], settings: Settings, now: datetime) -> None:
    """Hold that each message fits on a queue, and is taken by the step that it is for, or is an event."""
    for message in messages:
        text = message.to_json()
        name = type(message).__name__
        hold(rule=f"{name} fits into a queue message", holds=len(text) <= LARGEST, found=f"{len(text)} bytes")
        hold(rule=f"{name} waits a whole number of seconds", holds=message.delay(now) >= 0)
        if isinstance(message, Event):
            _is_an_event(message, msgspec.json.decode(text))
        elif isinstance(message, Work):
            _is_taken(message, text, settings, now)


def _is_taken(message: Work, text: bytes, settings: Settings, now: datetime) -> None:
    try:
        read(type(message), Posted(None, text), settings, now)
    except Malformed as wrong:
        raise Broken(f"what a step sends, the next one takes; {type(message).__name__}: {wrong}") from wrong


def _is_an_event(event: Event, envelope: dict[str, Any]) -> None:
    """Hold what consumers rely on: an id of a queue and a requestId, a type, and a time."""
    queue, _, request_id = envelope["id"].partition("/")
    hold(rule="an event's id begins with a queue", holds=bool(queue), found=envelope["id"])
    if not isinstance(event, MessagePoisoned):
        hold(rule="an event's id ends with a requestId", holds=str(UUID(request_id)) == request_id, found=request_id)
    hold(rule="an event tells what it is of", holds=all(envelope[name] for name in ("source", "type", "time")))
