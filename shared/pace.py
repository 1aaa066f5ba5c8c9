"""How many backups of fleets start at once: no more in a second than the settings allow, whatever the queues deliver.

Turns are spread over a window, but after an outage they come all at once, and to several instances. Who starts a backup
writes its time into one small record; who finds no room in it comes back later.
"""

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shared.connections import Connections
from shared.forms import decoded
from shared.messages import Instant

if TYPE_CHECKING:
    from shared.records import Seen

RECORD = "pace"
SLACK = 1.25  # calls that are a second apart here may be a little less apart when Azure sees them
TRIES = 3
AHEAD = timedelta(seconds=5)  # another instance's clock may be so much ahead


class Room(NamedTuple):
    """How many may start, and in how many seconds."""

    starts: int
    seconds: float

    @property
    def per_minute(self) -> float:
        """Return how many that makes in a minute: less than the setting allows, for the slack."""
        return self.starts * 60 / self.seconds


def room(per_minute: float) -> Room:
    """Return what the setting allows in any second; below 60 a minute, one in so many seconds."""
    return Room(max(1, int(per_minute // 60)), SLACK * max(1.0, 60 / per_minute))


def wait(azure: Connections) -> float:
    """Take a place for a start now and return 0, or return the seconds after which to ask again."""
    allowed, seconds = room(azure.settings.backups_per_minute)
    for _ in range(TRIES):
        now = azure.now()
        seen = azure.records.read(RECORD)
        recent = [start for start in _starts(seen) if now - timedelta(seconds=seconds) < start <= now + AHEAD]
        if len(recent) >= allowed:
            return seconds - (now - min(recent)).total_seconds() + random.random()  # noqa: S311 - spreads load only
        content = msgspec.json.encode([*recent, now])
        if azure.records.replace(RECORD, content, seen) if seen else azure.records.create(RECORD, content):
            return 0
    return seconds * (1 + random.random())  # noqa: S311 - spreads load only


def _starts(seen: "Seen | None") -> list[datetime]:
    """Return the starts on record; a record that cannot be read has none, and is written anew."""
    try:
        return decoded(seen.content, list[Instant]) if seen else []
    except msgspec.DecodeError:
        return []
