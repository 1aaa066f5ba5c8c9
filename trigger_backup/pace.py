"""How many backups of fleets start at once: no more in a second than the settings allow, whatever the queues deliver.

Turns are spread over a window, but after an outage they come all at once, and to several instances. Who starts a backup
writes its time into one small record; who finds no room in it comes back later.
"""

import random
from datetime import datetime, timedelta

import msgspec

from shared.connections import Connections

RECORD = "pace"
SLACK = 1.25  # calls that are a second apart here may be a little less apart when Azure sees them
TRIES = 3


def wait(azure: Connections) -> float:
    """Take a place for a start now and return 0, or return the seconds after which to ask again."""
    records, per_minute = azure.records, azure.settings.backups_per_minute
    allowed = max(1, int(per_minute // 60))
    second = timedelta(seconds=SLACK * max(1.0, 60 / per_minute))
    for _ in range(TRIES):
        now = azure.now()
        seen = records.read(RECORD)
        starts = msgspec.json.decode(seen.content, type=list[datetime]) if seen else []
        recent = [start for start in starts if start > now - second]
        if len(recent) >= allowed:
            return (min(recent) + second - now).total_seconds() + random.random()  # noqa: S311 - spreads load only
        content = msgspec.json.encode([*recent, now])
        if records.replace(RECORD, content, seen) if seen else records.create(RECORD, content):
            return 0
    return second.total_seconds() * (1 + random.random())  # noqa: S311 - spreads load only
