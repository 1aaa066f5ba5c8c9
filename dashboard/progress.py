"""How far a request has come, and how long it still takes. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import median

import msgspec

from shared.seen_requests import WAITING, Row

MOST_GUESSED = 95.0  # percent: a guess is never sure that it is over
QUIET = timedelta(hours=1)
BADLY = "OperationFailed", "RequestRejected"

type Usual = Mapping[tuple[str, str | None], timedelta]


class Running(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A request that has not ended. `estimated` tells that percent and time left are a guess from earlier requests.

    `quiet` tells that nobody has looked for an hour after it was due: it may have ended unseen.
    """

    request: Row
    since: datetime | None
    percent: float | None = None
    seconds_left: int | None = None
    estimated: bool = False
    quiet: bool = False


def usual(rows: Iterable[Row]) -> Usual:
    """Return how long requests have taken: of each kind and VM, and of each kind; the middle of what is known."""
    took: dict[tuple[str, str | None], list[float]] = {}
    for row in rows:
        since = _since(row)
        if row.ended and row.seen and since and row.outcome not in BADLY:
            for vm in (row.vm_id, None):
                took.setdefault((row.kind, vm), []).append((row.seen - since).total_seconds())
    return {key: timedelta(seconds=median(seconds)) for key, seconds in took.items()}


def running(row: Row, usually: Usual, now: datetime) -> Running:
    """Return how far a request has come: as Azure told, or as long as such requests usually take."""
    since = _since(row)
    age = (now - since).total_seconds() if since else 0.0
    percent, left = _told(row.percent, age) if row.percent is not None else _guessed(row, usually, age)
    return Running(
        request=row,
        since=since,
        percent=percent,
        seconds_left=None if left is None else round(left),
        estimated=row.percent is None and percent is not None,
        quiet=now > max(filter(None, (row.seen, row.due)), default=now) + QUIET,
    )


def _told(percent: float, age: float) -> tuple[float | None, float | None]:
    return percent, age * (100 - percent) / percent if percent else None


def _guessed(row: Row, usually: Usual, age: float) -> tuple[float | None, float | None]:
    took = usually.get((row.kind, row.vm_id)) or usually.get((row.kind, None))
    if not took or row.stage == WAITING:
        return None, None
    seconds = max(took.total_seconds(), 1.0)
    return min(MOST_GUESSED, round(100 * age / seconds, 1)), max(0.0, seconds - age)


def _since(row: Row) -> datetime | None:
    return row.started or row.accepted
