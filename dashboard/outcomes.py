"""How the requests of the last days have ended, by day. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import msgspec

from shared.seen_requests import Row

DAYS = 7
NEVER = datetime.min.replace(tzinfo=UTC)


class Outcome(StrEnum):
    """How a request may end."""

    BACKED_UP = "backedUp"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"


OF_EVENTS = {
    "BackupCompleted": Outcome.BACKED_UP,
    "OperationFailed": Outcome.FAILED,
    "RequestRejected": Outcome.REJECTED,
}


class Day(msgspec.Struct, frozen=True):
    """A day (UTC), and how many requests ended on it, by outcome."""

    day: date
    counts: dict[Outcome, int]

    @property
    def total(self) -> int:
        """Return how many ended."""
        return sum(self.counts.values())


def days(rows: Iterable[Row], now: datetime) -> tuple[Day, ...]:
    """Return the last seven days, today the last."""
    ends = Counter((_told(row).date(), _outcome(row)) for row in rows if row.ended)
    dates = [now.date() - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return tuple(Day(date_, {outcome: ends[date_, outcome] for outcome in Outcome}) for date_ in dates)


def failed_lately(rows: Iterable[Row], now: datetime) -> tuple[Row, ...]:
    """Return the requests that failed or were rejected in the last day, the newest first."""
    badly = [row for row in rows if row.ended and _outcome(row) in (Outcome.FAILED, Outcome.REJECTED)]
    late = (row for row in badly if _told(row) > now - timedelta(days=1))
    return tuple(sorted(late, key=_told, reverse=True))


def _told(row: Row) -> datetime:
    """Return when the app has told the end, by its own clock."""
    return row.seen or row.ended or NEVER


def _outcome(row: Row) -> Outcome:
    return OF_EVENTS.get(row.outcome or "", Outcome.DONE)
