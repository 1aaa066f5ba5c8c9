"""The rounds in which a vault's job board is renewed: when the next one begins, and whose turn it is."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from shared.forms import decoded
from shared.messages import Instant

if TYPE_CHECKING:
    from shared.connections import Connections
    from shared.records import Seen

MOST_AHEAD = timedelta(hours=2)  # what is later has not been written by this app


class Turn(msgspec.Struct, frozen=True):
    """When somebody began to ask, and until when nobody else may."""

    taken: Instant
    until: Instant


def taken_by_another(name: str, vault: str, usual: timedelta, azure: "Connections") -> Turn | None:
    """Take the turn of that record and return None; or return the one that another instance has taken."""
    records, now = azure.records, azure.now()
    mine = Turn(now, round_end(vault, now, usual))
    seen = records.read(name)
    turn = readable(seen, Turn)
    if turn and now < turn.until <= now + MOST_AHEAD:
        return turn
    content = msgspec.json.encode(mine)
    taken = records.replace(name, content, seen) if seen else records.create(name, content)
    return None if taken else mine


def round_end(vault: str, now: datetime, usual: timedelta) -> datetime:
    """Return when the vault's next round begins: at times that all instances know, so that sleepers wake into one.

    That is one round from now on average, half a round at the least.
    """
    offset = int(sha256(vault.encode()).hexdigest()[:8], 16) % usual.total_seconds()
    rounds = round((now.timestamp() - offset) / usual.total_seconds()) + 1
    return datetime.fromtimestamp(offset + rounds * usual.total_seconds(), UTC)


def readable[T](seen: "Seen | None", form: type[T]) -> T | None:
    """Return a record's content; one that cannot be read is written anew."""
    try:
        return decoded(seen.content, form) if seen else None
    except msgspec.DecodeError:
        return None
