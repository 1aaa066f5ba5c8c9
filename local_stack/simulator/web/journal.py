"""Who asked what: the whole traffic, without its secrets."""

from collections import deque
from datetime import datetime
from typing import Any

from msgspec import Struct

# A simulator that runs for weeks forgets the oldest requests.
KEPT = 100_000


class Entry(Struct, rename="camel"):
    """One request. `status` is a number, `reset`, or `unanswered` yet; `time` is simulated."""

    time: datetime
    method: str
    path: str
    query: dict[str, str]
    client_request_id: str
    body: Any = None
    status: int | str = "unanswered"


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
