"""Who asked what: the whole traffic, without its secrets."""

from collections import deque
from datetime import datetime
from typing import Any

from msgspec import Struct

# A simulator that runs for weeks forgets the oldest requests.
KEPT = 100_000


class Entry(Struct, rename="camel"):
    """One request; `time` is simulated.

    `status` is what the client was told: a number, `reset`, `cut`, or `unanswered` yet. `done` is the status of the
    work itself, None where none was done; it differs from `status` only in bad `weather`: the name of what was met.
    """

    time: datetime
    method: str
    path: str
    query: dict[str, str]
    client_request_id: str
    body: Any = None
    status: int | str = "unanswered"
    done: int | None = None
    weather: str | None = None


class Journal:
    """The latest requests."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def open(self, entry: Entry) -> Entry:
        """Write down a request before it is answered: a hanging one shows, too."""
        self._entries.append(entry)
        return entry

    def all(self) -> list[Entry]:
        """List the requests, oldest first."""
        return list(self._entries)

    def clear(self) -> None:
        """Forget them."""
        self._entries.clear()
