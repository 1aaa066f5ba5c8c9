"""What a timer remembers in its status blob, and when it has missed an occurrence: the rules of ScheduleMonitor. Pure.

src/WebJobs.Extensions/Extensions/Timers/Scheduling/ScheduleMonitor.cs of azure-webjobs-sdk-extensions
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import msgspec

from local_stack.functions_host.timer.ncrontab import Schedule

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ScheduleStatus:
    """When the function ran last, when it is due next, and the time from which that was reckoned. UTC."""

    last: datetime
    next: datetime
    last_updated: datetime

    @classmethod
    def first(cls, schedule: Schedule, now: datetime) -> Self:
        """Begin a timer that has never run."""
        return cls(NEVER, schedule.after(now), now)

    def after_run(self, started: datetime, schedule: Schedule) -> Self:
        """Return the status after a run: of all that it missed while it ran, the first comes now, the rest never."""
        return type(self)(started, schedule.after(started), started)

    def document(self) -> dict[str, str]:
        """Return the form that the blob and the function get."""
        return {
            "Last": self.last.isoformat(),
            "Next": self.next.isoformat(),
            "LastUpdated": self.last_updated.isoformat(),
        }

    def to_json(self) -> bytes:
        """Return the content of the status blob."""
        return json.dumps(self.document()).encode()


class _Stored(msgspec.Struct, rename="pascal"):
    last: datetime
    next: datetime
    last_updated: datetime


def from_json(content: bytes | None) -> ScheduleStatus | None:
    """Read a status blob; what cannot be read counts as never written."""
    try:
        stored = msgspec.json.decode(content or b"", type=_Stored)
    except msgspec.DecodeError:
        return None
    return ScheduleStatus(_utc(stored.last), _utc(stored.next), _utc(stored.last_updated))


def at_start(stored: ScheduleStatus | None, schedule: Schedule, now: datetime) -> ScheduleStatus:
    """Return the status to start from; its `next` lies before `now` if an occurrence was missed.

    When the schedule is not that of the stored status any more, nothing was missed.
    """
    if stored is None:
        return ScheduleStatus.first(schedule, now)
    reckoned_from = stored.last if stored.last > NEVER else stored.last_updated
    expected = schedule.after(reckoned_from)
    if stored.next == expected:
        return stored
    if expected < now:
        return ScheduleStatus.first(schedule, now)
    return ScheduleStatus(NEVER, expected, reckoned_from)


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
