"""The events that wait on their queue, looked at without taking them: they are their consumer's."""

from collections.abc import Sequence

import msgspec

from shared.arrival import plain
from shared.cloud_event import Event as AnyEvent
from shared.connections import Connections
from vmbackup.event import Event, event_of

MOST = 32  # what a queue lets one look at: those that have waited longest


def peeked(azure: Connections) -> Sequence[Event]:
    """Return the events that have waited longest, 32 at most; none where there is no queue yet."""
    from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - --help needs none of it

    from shared.sdk_errors import remedied  # noqa: PLC0415 - the same

    with remedied("Queue Storage"):
        try:
            messages = azure.queue_service.get_queue_client(AnyEvent.QUEUE).peek_messages(max_messages=MOST)
        except ResourceNotFoundError:
            return []
    read = (_event(message.content) for message in messages)
    return [event for event in read if event]


def _event(content: str) -> Event | None:
    """Read an event; what others put on the queue is none of ours."""
    try:
        return event_of(plain(content.encode()))
    except msgspec.DecodeError:
        return None
