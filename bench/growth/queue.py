"""The app's queues in memory: what hides in them, and until when by the virtual clock."""

import heapq
from itertools import count
from typing import NamedTuple


class Waiting(NamedTuple):
    """A message as the app takes it: its queue, its id and its text."""

    queue: str
    id: str
    body: bytes


class Queue:
    """All messages that wait, and the virtual clock: it moves on to the next one that is due.

    Times are whole seconds since the start. What is due at the same second is delivered in the order of sending.
    """

    def __init__(self) -> None:
        self.now = 0
        self._order = count()
        self._agenda: list[tuple[int, int, str]] = []
        self._waiting: dict[str, Waiting] = {}

    def send(self, message: Waiting, delay: int = 0) -> None:
        """Put a message down, hidden for so many seconds."""
        self._waiting[message.id] = message
        self._put_down(message.id, delay)

    def show(self, message_id: str) -> None:
        """Show a hidden message now; one that was delivered meanwhile is left alone."""
        if message_id in self._waiting:
            self._put_down(message_id, 0)

    def due(self, most: int) -> list[Waiting]:
        """Deliver what is due now."""
        delivered: list[Waiting] = []
        while self._agenda and self._agenda[0][0] <= self.now and len(delivered) < most:
            _, _, message_id = heapq.heappop(self._agenda)
            if message := self._waiting.pop(message_id, None):  # none: it was shown, and delivered, before
                delivered.append(message)
        return delivered

    def move_on(self) -> bool:
        """Move the clock on to when something is due; tell whether anything waits."""
        while self._agenda and self._agenda[0][2] not in self._waiting:
            heapq.heappop(self._agenda)
        if self._agenda:
            self.now = max(self.now, self._agenda[0][0])
        return bool(self._agenda)

    def _put_down(self, message_id: str, delay: int) -> None:
        heapq.heappush(self._agenda, (self.now + delay, next(self._order), message_id))
