"""Messages of one requestId are one request: whoever claims it first goes on, and its end is told to all others.

A requestId that was chosen may come in several messages, to several instances at once: the first one writes a record. A
derived requestId belongs to one message, and needs none. Of a mount the end is recorded in any case: a crash may leave
two trackers of it, and opening the session anew makes the first one fail.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from shared.answers import Unavailable
from shared.arrival import derived_id
from shared.cloud_event import Event
from shared.connections import Connections
from shared.failure import rejected
from shared.fleets import ends
from shared.forms import decoded
from shared.malformed import APPS_OWN, Malformed
from shared.messages import Instant, Message, Request
from shared.requests import RestoreFiles, TriggerBackup

if TYPE_CHECKING:
    from shared.records import Seen

type Start[R: Request] = Callable[[R, Connections], Sequence[Message]]


class Claim(msgspec.Struct, frozen=True, rename="camel"):
    """Which queue message has the request, what it asks for, and since when."""

    message_id: str | None
    asks: str
    since: Instant


class _Envelope(msgspec.Struct):
    type: str
    time: Instant


class Retold(Event, frozen=True, kw_only=True):
    """An event as it was told before."""

    type: str
    content: bytes

    @property
    def kind(self) -> str:
        """Return the event's type."""
        return self.type

    def to_json(self) -> bytes:
        """Return the event in its envelope."""
        return self.content


def once[R: Request](start: Start[R]) -> Start[R]:
    """Let only one of the messages of a requestId start its request.

    Another one with the same wish waits until the first must have come to its end, and takes its place if no end was
    told by then: it may have been deleted from its queue. One that comes after the end has the same event sent again.
    """

    @wraps(start)
    def claimed(request: R, azure: Connections) -> Sequence[Message]:
        mine = Claim(request.message_id, _asks(request), azure.now())
        if not request.chosen_id or azure.records.create(_claim(request), msgspec.json.encode(mine)):
            return start(request, azure)
        seen = azure.records.read(_claim(request))
        if not seen:
            raise Unavailable("the record of the requestId has just been deleted")
        first = decoded(seen.content, Claim)
        if first.asks != mine.asks:
            return [_another(request, azure)]
        if end := told_end(request, azure):
            return [] if _only_waited(request) else [end]
        if first.message_id == mine.message_id:
            # The first try of this message has claimed it already: its answer was lost, or the message is a copy.
            return start(_begun(request) if request.attempt == 0 else request, azure)
        return _taken_over(request, mine, seen, azure) or start(_begun(request), azure)

    return claimed


def take_turn(request: Request, message_id: str | None, azure: Connections) -> None:
    """Raise Unavailable if another message of the request, its own tracker say, is about to make the decisive call.

    A crash between sending and deleting leaves two of them. The other one looks again, and finds what was begun.
    """
    if not azure.records.claim(_turn(request), str(message_id)):
        raise Unavailable("another message of the request is at work")


def give_turn_back(request: Request, azure: Connections) -> None:
    """Let any message of the request make the decisive call: nothing has come of it."""
    azure.records.delete(_turn(request))


def end_record(request: Request) -> str | None:
    """Return where a request's end is recorded, if it is."""
    match request:
        case TriggerBackup(fleet=UUID() as fleet):
            return f"{ends(fleet)}{request.request_id}"
        case RestoreFiles():
            return f"{_folder(request)}end"
        case Request(chosen_id=True) if request.CLAIMED:
            return f"{_folder(request)}end"
    return None


def told_end(request: Request, azure: Connections) -> Retold | None:
    """Return the request's end, if it was told."""
    record = end_record(request)
    seen = azure.records.read(record) if record else None
    if not seen:
        return None
    envelope = decoded(seen.content, _Envelope)
    return Retold(type=envelope.type, ended=envelope.time, content=seen.content)


def claimant(queue: str, request_id: UUID, azure: Connections) -> Claim | None:
    """Return who has claimed a requestId, if anybody has."""
    seen = azure.records.read(f"requests/{queue}/{request_id}/claim")
    return decoded(seen.content, Claim) if seen else None


def _taken_over[R: Request](request: R, mine: Claim, seen: "Seen", azure: Connections) -> Sequence[Message]:
    """Return what waits, or nothing if this message has taken the place of the first."""
    due = decoded(seen.content, Claim).since + azure.settings.longest_request
    if azure.now() < due:
        return [request.put_off(due)]
    if azure.records.replace(_claim(request), msgspec.json.encode(mine), seen):
        return []
    raise Unavailable("another message of the requestId was faster")


def _only_waited(request: Request) -> bool:
    """Return whether it was put off for the first one's sake, and the event was sent meanwhile.

    One that was tried before may have noted the end itself, and been killed before it was told.
    """
    return request.due is not None and request.attempt == 0


def _begun[R: Request](request: R) -> R:
    return msgspec.structs.replace(request, begun=True)


def _another(request: Request, azure: Connections) -> Message:
    """Reject a message under an id of its own: the event of its requestId is another request's."""
    wrong = Malformed(
        "requestId", "was sent before, with a message that asks for something else", "send another requestId"
    )
    return rejected(request, wrong, azure.now(), derived_id(request.QUEUE, request.message_id))


def _asks(request: Request) -> str:
    """Return a digest of what the sender asks for."""
    beside = {*APPS_OWN, "traceparent"}  # who repeats a request may do so in another trace
    said = {name: value for name, value in msgspec.to_builtins(request).items() if name not in beside}
    return sha256(msgspec.json.encode(said, order="deterministic").lower()).hexdigest()


def _claim(request: Request) -> str:
    return f"{_folder(request)}claim"


def _turn(request: Request) -> str:
    return f"{_folder(request)}turn"


def _folder(request: Request) -> str:
    return f"requests/{request.QUEUE}/{request.request_id}/"
