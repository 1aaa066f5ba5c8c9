"""What lies in the poison queues: the Functions host moves a message there after its fifth failure.

It is lost to the app, and kept for as long as the host has said, seven days.
"""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, get_args
from uuid import UUID

import msgspec

from shared.arrival import plain
from shared.claims import claimant
from shared.connections import Connections
from shared.requests import AnyRequest, ConsiderVm
from shared.telling import TellEvent
from shared.tracker import OperationTracker

if TYPE_CHECKING:
    from azure.storage.queue import QueueClient

VM_EVENTS = "vm-events"
KINDS = (*get_args(AnyRequest.__value__), ConsiderVm, OperationTracker, TellEvent)
QUEUES = (*(kind.QUEUE for kind in KINDS), VM_EVENTS)
MOST_SHOWN = 32  # what a queue lets one look at
HIDDEN = 60  # seconds, while one is searched for
SHOWN_CHARACTERS = 2_000


class Letter(NamedTuple):
    """A message that nobody could take: the queue that it was for, its id, its text as it was sent."""

    queue: str
    id: str
    content: str

    @property
    def request_id(self) -> str | None:
        """Return the requestId that it names, its own or its request's."""
        inner = self.fields.get("request", self.fields)
        try:
            return str(UUID(inner["requestId"]))  # type: ignore[index] # whatever it is, it may raise
        except (TypeError, KeyError, ValueError, AttributeError):
            return None

    @property
    def fields(self) -> dict[str, object]:
        """Return what it says, nothing if it is no JSON object."""
        try:
            given = msgspec.json.decode(plain(self.content.encode()))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}
        return given if isinstance(given, dict) else {}

    @property
    def text(self) -> str:
        """Return how it begins; an event of Event Grid is personal, and is not shown."""
        if self.queue == VM_EVENTS:
            return ""
        return plain(self.content.encode())[:SHOWN_CHARACTERS].decode(errors="replace")


def letters(azure: Connections) -> Iterator[Letter]:
    """Look at the poison queues, at most 32 messages of each; they stay as they are. Raise Refused or Unavailable."""
    for queue in QUEUES:
        yield from letters_of(queue, azure)


def letters_of(queue: str, azure: Connections) -> Iterator[Letter]:
    """Look at a queue's poison queue, at most 32 messages of it. Raise Refused or Unavailable."""
    from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - a cold start without letters saves it

    from shared.sdk_errors import remedied  # noqa: PLC0415 - the same

    with remedied("Queue Storage"):
        try:
            peeked = _poison(queue, azure).peek_messages(max_messages=MOST_SHOWN)
        except ResourceNotFoundError:
            return
    yield from (Letter(queue, message.id, message.content) for message in peeked)


def replay(queue: str, message_id: str, azure: Connections) -> bool:
    """Put a message back on the queue that it was for; tell whether it was there. Raise Refused or Unavailable.

    It is sent before it is deleted: stopped in between it is in both, and the app knows a requestId again.
    """
    return _settled(queue, message_id, azure, back=True)


def discard(queue: str, message_id: str, azure: Connections) -> bool:
    """Delete a message for good; tell whether it was there. Raise Refused or Unavailable."""
    return _settled(queue, message_id, azure, back=False)


def _settled(queue: str, message_id: str, azure: Connections, *, back: bool) -> bool:
    """Take the message of that id away; others that are taken on the way are put back at once, or after a minute."""
    from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - as above

    from shared.queues import FOR_EVER  # noqa: PLC0415 - as above
    from shared.sdk_errors import remedied  # noqa: PLC0415 - as above

    with remedied("Queue Storage"):
        poison = _poison(queue, azure)
        try:
            messages = list(poison.receive_messages(messages_per_page=MOST_SHOWN, visibility_timeout=HIDDEN))
        except ResourceNotFoundError:
            return False
        found = next((message for message in messages if message.id == message_id), None)
        for other in messages:
            if other is not found:
                poison.update_message(other, visibility_timeout=0)
        if found and back:
            text = _resumed(queue, found.content, found.inserted_on, azure)
            azure.queue_service.get_queue_client(queue).send_message(text, time_to_live=FOR_EVER)
        if found:
            poison.delete_message(found)
        return bool(found)


def _resumed(queue: str, content: str, poisoned: datetime | None, azure: Connections) -> str:
    """Return a request as the very message that has claimed its requestId, and may have begun it; all else as it is."""
    letter = Letter(queue, "", content)
    given = letter.fields
    if not letter.request_id or "requestId" not in given:
        return content
    claim = claimant(queue, UUID(letter.request_id), azure)
    resumed = {
        "begun": True,
        "attempt": 1,
        "accepted": claim.since if claim else poisoned,
        "messageId": claim.message_id if claim else None,
    }
    return base64.b64encode(msgspec.json.encode(given | resumed)).decode()


def _poison(queue: str, azure: Connections) -> "QueueClient":
    return azure.queue_service.get_queue_client(f"{queue}-poison")
