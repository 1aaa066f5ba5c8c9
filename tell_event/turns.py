"""How many may wait for one target at once: a silent one must not hold all threads of a process, which backups need."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from shared.answers import Unavailable

MOST_AT_ONCE = 4  # of the 24 that a process has
PATIENCE = 1.0  # seconds; who answers at all has answered by then

_turns: dict[str, BoundedSemaphore] = {}


@contextmanager
def turn(target: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold one of the target's few places; raise Unavailable if none becomes free."""
    places = _turns.setdefault(target, BoundedSemaphore(MOST_AT_ONCE))
    if not places.acquire(timeout=patience):
        raise Unavailable(f"{MOST_AT_ONCE} others wait for its answer")
    try:
        yield
    finally:
        places.release()
