"""The envelope of every event: CloudEvents 1.0 JSON (https://github.com/cloudevents/spec)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from shared.messages import Message

NAMESPACE = "AzureVmBackup"
LARGEST = 48 * 1024  # bytes: what a queue takes, before Base64
LARGEST_EVENT = LARGEST - 512  # it goes into the message that has it told elsewhere, too
# What Azure says may be long: its longest texts are cut, and its longest lists, until the event fits.
CUTS: tuple[tuple[int, int], ...] = ((LARGEST, LARGEST), (2_000, 200), (500, 100), (100, 30), (20, 8))


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope. Consumers drop a repeat by its id: a request has one final event, however often it is sent."""

    specversion: str = "1.0"
    id: str
    type: str
    source: str
    subject: str | msgspec.UnsetType = msgspec.UNSET
    time: datetime
    datacontenttype: str = "application/json"
    traceparent: str | msgspec.UnsetType = msgspec.UNSET
    data: Any


class Event(Message, frozen=True, kw_only=True):
    """Something that came to its end. Times are UTC."""

    QUEUE: ClassVar[str] = "backup-events"
    ended: datetime

    @property
    def kind(self) -> str:
        """Return the event's type."""
        return f"{NAMESPACE}.{type(self).__name__}"

    def enveloped(
        self, event_id: str, vault_id: str | None, vm_id: str | None, traceparent: str | None = None, **more: UUID
    ) -> bytes:
        """Return the event as JSON: from the vault, about the VM; `more` is in its data besides its own fields.

        The traceparent is an attribute of https://github.com/cloudevents/spec (extensions/distributed-tracing.md).
        """
        event = CloudEvent(
            id=event_id,
            type=self.kind,
            source=vault_id or f"urn:{NAMESPACE}",
            subject=vm_id or msgspec.UNSET,
            time=self.ended,
            traceparent=traceparent or msgspec.UNSET,
            data=more | msgspec.to_builtins(self, builtin_types=(datetime, UUID)),
        )
        texts = (msgspec.json.encode(_cut(event, *cut)) for cut in CUTS)
        return next(text for text in texts if len(text) <= LARGEST_EVENT)


def _cut(event: CloudEvent, longest: int, most: int) -> CloudEvent:
    """Return the event with what it says cut to so many characters and entries; the request stays as it was sent."""
    if longest == LARGEST:
        return event
    cut = {name: _short(value, longest, most) if name != "request" else value for name, value in event.data.items()}
    return msgspec.structs.replace(event, data=cut)


def _short(value: object, longest: int, most: int) -> object:
    match value:
        case str():
            return value[:longest]
        case dict():
            return {name: _short(part, longest, most) for name, part in value.items()}
        case list() | tuple():
            return [_short(part, longest, most) for part in value[:most]]
    return value
