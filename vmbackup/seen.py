"""What the app has written down of requests, for seeing only: their rows, and the events that they ended with."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import get_args
from uuid import UUID

import msgspec

from shared.answers import Refused, Unavailable
from shared.cloud_event import NAMESPACE
from shared.connections import Connections
from shared.fleets import ends
from shared.requests import AnyRequest
from shared.seen_requests import Row
from vmbackup.event import Event, event_of
from vmbackup.exits import Wrong

QUEUES = tuple(kind.QUEUE for kind in get_args(AnyRequest.__value__))
SHORT = 8  # of a requestId, as tables show it
LOOKED_BACK = timedelta(days=7)


def rows_of(request_id: UUID, azure: Connections) -> Sequence[Row]:
    """Return the rows of a requestId; none where there is no read model, or it cannot be read."""
    from shared import read_model  # noqa: PLC0415 - its client takes 50 ms, which --help need not

    try:
        return read_model.one(azure, request_id)
    except (Refused, Unavailable):
        return []


def request_id_of(text: str, azure: Connections) -> UUID:
    """Read a requestId, or find the one that begins so among those of the last days; raise Wrong."""
    try:
        return UUID(text)
    except ValueError:
        pass
    if len(text) < SHORT:
        raise Wrong(f"{text} is no requestId", f"Write the GUID, or its first {SHORT} characters.", field="REQUEST")
    from shared import read_model  # noqa: PLC0415 - see above

    rows = read_model.accepted(azure, azure.now() - LOOKED_BACK)
    found = {row.request_id for row in rows if row.request_id.startswith(text.casefold())}
    if len(found) != 1:
        raise Wrong(
            f"{text} begins {len(found) or 'no'} requestIds of the last days", "Write the GUID.", field="REQUEST"
        )
    return UUID(found.pop())


def end_of(request_id: UUID, rows: Sequence[Row], azure: Connections) -> Event | None:
    """Return the event that a request has ended with: as it was told, or as far as the read model tells it."""
    records = (azure.records.read(name) for name in _records(request_id, rows))
    told = next((event_of(record.content) for record in records if record), None)
    return told or next((retold(row) for row in rows if row.ended), None)


def retold(row: Row) -> Event:
    """Return an event with no more than a row says of it."""
    said = {
        "id": f"{row.queue}/{row.request_id}",
        "type": f"{NAMESPACE}.{row.outcome}",
        "source": row.vault_id or "",
        "subject": row.vm_id,
        "time": row.ended,
        "data": {"requestId": row.request_id, "jobId": row.job_id, "code": row.error},
    }
    return event_of(msgspec.json.encode(said))


def _records(request_id: UUID, rows: Sequence[Row]) -> Iterator[str]:
    """Yield where the end may be on record."""
    yield from (f"{ends(UUID(row.fleet))}{request_id}" for row in rows if row.fleet)
    yield from (f"requests/{queue}/{request_id}/end" for queue in [row.queue for row in rows] or QUEUES)
