"""The job board of a vault: what one list of its jobs has shown, for all who follow one of them. Pure.

The list has no details (recorded in list_jobs.json). A job that has ended stays on the board for a while, though later
lists begin after it.
"""

import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec

from shared.forms import converted, decoded
from shared.messages import Instant
from shared.recovery_services import item_name
from shared.requests import AnyRequest, ProtectVm, RestoreVm, TriggerBackup
from shared.tracker import OperationTracker

OPERATIONS: dict[type, str] = {TriggerBackup: "Backup", RestoreVm: "Restore", ProtectVm: "ConfigureBackup"}
RUNNING = {"InProgress", "Cancelling"}
COMPLETED = "Completed"
KEPT = timedelta(hours=2)  # after its end, by the clock of the list
LONGEST = timedelta(days=1)
OVERLAP = timedelta(minutes=15)  # what a list may show late, and how far clocks may differ
SHORTEST = {"Backup": 900.0}  # seconds; 37 recorded ones took 924 to 9,078
WATCHERS = 3


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A job as the board shows it; times are UTC."""

    job_id: str
    activity_id: str
    item: str
    operation: str
    status: str
    started: datetime
    ended: datetime | None = None

    @property
    def running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.status in RUNNING


class Board(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the vault's list showed at `seen` (UTC), in so many pages; it is worth another look after `next`.

    `entries` is the JSON of a list of Entry: a look needs one of a thousand, and finds it by its id.
    """

    seen: Instant
    next: Instant
    pages: int
    running: int
    entries: msgspec.Raw

    @property
    def lonely(self) -> bool:
        """Tell whether to look at each running job by itself costs no more than the list, and tells more."""
        return self.running <= self.pages


class _Properties(msgspec.Struct, rename="camel"):
    start_time: datetime
    status: str
    operation: str = ""
    activity_id: str = ""
    container_name: str = ""
    end_time: datetime | None = None


class _Listed(msgspec.Struct):
    name: str
    properties: _Properties


def entry_of(body: object) -> Entry | None:
    """Return the entry of a job as Azure lists it; None for one that is not as documented."""
    try:
        listed = converted(body, _Listed)
    except msgspec.ValidationError:
        return None
    job = listed.properties
    return Entry(
        listed.name.casefold(),
        job.activity_id.casefold(),
        job.container_name.casefold(),
        job.operation,
        job.status,
        _utc(job.start_time),
        _utc(job.end_time) if job.end_time else None,
    )


def since(board: Board | None, request: AnyRequest, now: datetime) -> datetime:
    """Return from which start on jobs must be listed: from the oldest that ran, or from the request; a day at most."""
    if not board:
        return request.accepted - OVERLAP
    oldest = min([board.seen, *(entry.started for entry in entries_of(board) if entry.running)])
    return max(oldest, now - LONGEST) - OVERLAP


def renewed(board: Board | None, listed: Iterable[Entry], pages: int, seen: datetime, next_: datetime) -> Board:
    """Return the board with what a list shows now, and what it showed before and had ended not long ago."""
    shown = {entry.job_id: entry for entry in listed}
    newest = max((entry.ended for entry in shown.values() if entry.ended), default=seen)
    kept = {entry.job_id: entry for entry in entries_of(board) if entry.ended and entry.ended > newest - KEPT}
    entries = tuple((kept | shown).values())
    return Board(
        seen=seen,
        next=next_,
        pages=pages,
        running=sum(entry.running for entry in entries),
        entries=msgspec.Raw(msgspec.json.encode(entries)),
    )


def ended_since(before: Board | None, now: Board) -> Iterator[Entry]:
    """Yield the jobs that have ended between two boards."""
    known = {entry.job_id for entry in entries_of(before) if not entry.running}
    if before:
        yield from (entry for entry in entries_of(now) if not entry.running and entry.job_id not in known)


def watchers(board: Board, tracker: OperationTracker) -> list[Entry]:
    """Return the running jobs whose trackers must not sleep on.

    Where only few run, that are all of them: each is looked at by itself. Where whoever has renewed the board has come
    to his end, some that will renew it after him.
    """
    running = [entry for entry in entries_of(board) if entry.running]
    if board.lonely:
        return running
    own = entry_for(board, tracker)
    return [] if own and own.running else random.sample(running, min(WATCHERS, len(running)))


def item_of(request: AnyRequest) -> str:
    """Return the name under which lists show the request's VM."""
    return item_name(request.subject).casefold() if request.subject else ""


def entry_for(board: Board, tracker: OperationTracker) -> Entry | None:
    """Return the job that a tracker follows: by its id, or as the one that the request has started on its VM."""
    if tracker.job_id:
        job_id = tracker.job_id.casefold()
        return next((entry for entry in _entries_with(board, job_id) if entry.job_id == job_id), None)
    request = tracker.request
    mine = (str(request.request_id), item_of(request), OPERATIONS.get(type(request)))
    own = _entries_with(board, mine[0])
    return next((entry for entry in own if (entry.activity_id, entry.item, entry.operation) == mine), None)


def entries_of(board: Board | None) -> list[Entry]:
    """Return all entries; none where they cannot be read."""
    try:
        return decoded(bytes(board.entries), list[Entry]) if board else []
    except msgspec.DecodeError:
        return []


def _entries_with(board: Board, text: str) -> Iterator[Entry]:
    """Yield the entries that have this text for one of their values."""
    entries, wanted = bytes(board.entries), msgspec.json.encode(text)
    place = entries.find(wanted)
    while place >= 0:
        end = entries.find(b"]", place) + 1
        with suppress(msgspec.DecodeError):
            yield decoded(entries[entries.rfind(b"[", 0, place) : end], Entry)
        place = entries.find(wanted, max(end, place + 1))


def _utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)
