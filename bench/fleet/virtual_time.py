"""Simulated time: the simulator's clock stands, and moves on when nobody has anything to do at the moment it shows."""

import heapq
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import count
from math import inf
from time import monotonic, thread_time
from urllib.parse import urlsplit


class VirtualTime:
    """An agenda of what is to be done when, and the simulator's clock that follows it.

    Work takes no simulated time. What is due at the same moment is done in the order in which it was put down.
    """

    def __init__(self, arm: str) -> None:
        self._clock = HTTPConnection(urlsplit(arm).netloc)
        self._start = self._moved(0)
        self._now = timedelta()
        self._agenda: list[tuple[timedelta, int, Callable[[], None]]] = []
        self._order = count()
        self.own_cpu = 0.0  # seconds that no flow would spend in real time

    def now(self) -> datetime:
        """Return the simulated moment, in UTC."""
        return self._start + self._now

    def elapsed(self) -> float:
        """Return the simulated seconds since the start."""
        return self._now.total_seconds()

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Put down what is to be done in so many seconds."""
        heapq.heappush(self._agenda, (self._now + timedelta(seconds=seconds), next(self._order), work))

    def run(self, longest: float = inf) -> bool:
        """Do everything when it is due; tell whether nothing was left after so many real seconds."""
        over = monotonic() + longest
        while self._agenda and monotonic() < over:
            begun = thread_time()
            due, _, work = heapq.heappop(self._agenda)
            if due > self._now:
                self._moved((due - self._now).total_seconds())
                self._now = due
            self.own_cpu += thread_time() - begun
            work()
        return not self._agenda

    def close(self) -> None:
        """Hang up."""
        self._clock.close()

    def _moved(self, seconds: float) -> datetime:
        body = json.dumps({"advance": seconds})
        self._clock.request("POST", "/_simulator/clock", body, {"Content-Type": "application/json"})
        return datetime.fromisoformat(json.loads(self._clock.getresponse().read())["time"]).astimezone(UTC)
