"""Keeps the job boards of the vaults: in this process's memory first, then in a record that all instances share.

A round begins with one instance's entry in the record `turn`; it alone asks Azure, once, and all others read what it
has seen. Then it shows the messages that wait for the jobs that have ended, and watches the next round, or shows others
who will. Whoever dies in his round costs the board one round, and whom he has not shown comes in his own time;
meanwhile operations are looked at by themselves.
"""

import json
import logging
import random
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.arm_ids import subscription_of
from shared.board import OPERATIONS, Board, Entry, ended_since, entry_for, entry_of, item_of, renewed, since, watchers
from shared.messages import Place
from shared.rounds import MOST_AHEAD, readable, round_end, taken_by_another
from shared.tracker import OperationTracker

if TYPE_CHECKING:
    from shared.connections import Connections

MOST_BOARDS = 32  # in memory; a board of 1,000 jobs has 170 kB
MOST_SIZES = 2_000  # of vaults, in pages of their lists
ROUND_SECONDS = 30  # a list of thousands of jobs takes less
LONGEST_FRESH = 3600.0
STALE_ROUNDS = 3
LONELY = timedelta(minutes=15)  # others may have joined a lonely job by then
AHEAD = timedelta(days=30)


log = logging.getLogger("azure_vm_backup")


class Busy(Unavailable):
    """Another instance asks Azure at this moment."""

    def __init__(self) -> None:
        seconds = random.uniform(1, 5)  # noqa: S311 - spreads load, guards nothing
        super().__init__("another instance asks for the vault's jobs", seconds, throttled=True)


class _Waiting(msgspec.Struct, frozen=True):
    """Where the message lies that waits for the job which a request has started."""

    request_id: str
    message_id: str
    receipt: str


class Boards:
    """The boards that this process has seen last."""

    def __init__(self, azure: "Connections") -> None:
        self._azure = azure
        self._boards: OrderedDict[str, Board] = OrderedDict()
        self._sizes: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = Lock()

    def board(self, tracker: OperationTracker) -> Board | None:
        """Return the board of a tracker's vault, asking Azure if it is time to; None if there is none to rely on.

        Raises Busy, which is Unavailable, while another instance asks.
        """
        vault = str(tracker.request.vault_id).casefold()
        board = self._boards.get(vault)
        if board and _serves(board, tracker, self._azure.now()):
            return board
        try:
            return self._shared(vault, tracker)
        except Busy:
            raise
        except (Refused, Unavailable) as trouble:
            if isinstance(trouble, Unavailable) and trouble.throttled:
                return None
            log.warning(json.dumps({"message": "no job board", "vaultId": vault, "problem": str(trouble)}))
            return None

    def note(self, tracker: OperationTracker, place: Place) -> None:
        """Note where a tracker lies. Where that fails, it comes in its own time."""
        request = tracker.request
        name = _waiting(str(request.vault_id).casefold(), item_of(request), OPERATIONS.get(type(request), ""))
        with suppress(Refused, Unavailable):
            waiting = _Waiting(str(request.request_id), place.message_id, place.receipt)
            self._azure.records.write(name, msgspec.json.encode(waiting), {})

    def _shared(self, vault: str, tracker: OperationTracker) -> Board | None:
        now, usual = self._azure.now(), self._usual
        board = readable(self._azure.records.read(f"{_place(vault)}jobs"), Board)
        if board and board.next > now + MOST_AHEAD:
            board = None
        if board and _serves(board, tracker, now):
            return self._remembered(vault, board)
        turn = taken_by_another(f"{_place(vault)}turn", vault, usual, self._azure)
        if not turn:
            return self._remembered(vault, self._asked(vault, board, tracker))
        if now < turn.taken + timedelta(seconds=self._azure.settings.capped(ROUND_SECONDS)):
            raise Busy
        return board if board and now < board.next + STALE_ROUNDS * usual else None

    def _asked(self, vault: str, board: Board | None, tracker: OperationTracker) -> Board:
        request, now = tracker.request, self._azure.now()
        url = rs.jobs(str(request.vault_id), None, since(board, request, now), now + AHEAD)
        pages = list(self._azure.arm.pages(url, request.request_id))
        entries = [entry for page in pages for body in page if (entry := entry_of(body))]
        longer = max(timedelta(), self._spared(vault, url, len(pages)) - self._usual)
        new = renewed(board, entries, len(pages), now, round_end(vault, now + longer, self._usual))
        self._azure.records.write(f"{_place(vault)}jobs", msgspec.json.encode(new), {})
        for entry in [*ended_since(board, new), *watchers(new, tracker)]:
            self._show(vault, entry)
        return new

    def _show(self, vault: str, entry: Entry) -> None:
        """Show the message that waits for a job. Where that fails, it comes in its own time."""
        with suppress(Refused, Unavailable):
            waiting = readable(self._azure.records.read(_waiting(vault, entry.item, entry.operation)), _Waiting)
            if waiting and waiting.request_id == entry.activity_id:
                self._azure.queues.show(OperationTracker.QUEUE, Place(waiting.message_id, waiting.receipt))

    @property
    def _usual(self) -> timedelta:
        return timedelta(seconds=self._azure.settings.capped(self._azure.settings.look_seconds))

    def _spared(self, vault: str, url: str, pages: int) -> timedelta:
        """Return for how long a board must do, so that the quota that a subscription's boards share lasts."""
        seconds = self._azure.arm.budget.seconds_a_call("GET", url) * (pages + sum(self._pages_of_others(vault)))
        return timedelta(seconds=min(seconds, LONGEST_FRESH))

    def _pages_of_others(self, vault: str) -> Iterator[int]:
        recent = self._azure.now() - timedelta(seconds=LONGEST_FRESH)
        with self._lock:
            sizes = list(self._sizes.items())
        for other, (pages, seen) in sizes:
            if other != vault and subscription_of(other) == subscription_of(vault) and seen > recent:
                yield pages

    def _remembered(self, vault: str, board: Board) -> Board:
        with self._lock:
            _keep(self._boards, vault, board, MOST_BOARDS)
            _keep(self._sizes, vault, (board.pages, board.seen), MOST_SIZES)
        return board


def _serves(board: Board, tracker: OperationTracker, now: datetime) -> bool:
    """Tell whether a board is new; or says of this very job that it is to be looked at by itself."""
    return now < board.next or (board.lonely and now < board.seen + LONELY and entry_for(board, tracker) is not None)


def _keep[T](kept: OrderedDict[str, T], name: str, value: T, most: int) -> None:
    """Keep a value, and forget the one that was not kept for longest if there are too many."""
    kept[name] = value
    kept.move_to_end(name)
    if len(kept) > most:
        kept.popitem(last=False)


def _waiting(vault: str, item: str, operation: str) -> str:
    return f"{_place(vault)}waiting/{sha256(f'{item}/{operation}'.encode()).hexdigest()[:32]}"


def _place(vault: str) -> str:
    return f"boards/{sha256(vault.encode()).hexdigest()[:32]}/"
