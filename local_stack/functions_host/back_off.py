"""How long an idle queue listener waits before it looks again."""

import random
from collections.abc import Callable

SHORTEST = 0.1  # seconds


class BackOff:
    """RandomizedExponentialBackoffStrategy of the Azure WebJobs SDK: 100 ms, then 100 ms + 2^(n-1) * 100 ms +-20 %.

    Once an interval has reached `longest` (seconds), it stays there until `reset`.
    """

    def __init__(self, longest: float, jitter: Callable[[], float] = lambda: random.uniform(0.8, 1.2)) -> None:  # noqa: S311 - no secret
        self._longest, self._jitter = longest, jitter
        self._interval, self._empty_looks = 0.0, 0

    def next(self) -> float:
        """Return the seconds to wait after one more look that found nothing."""
        if self._interval < self._longest:
            growth = 2 ** (self._empty_looks - 1) * SHORTEST * self._jitter() if self._empty_looks else 0
            self._interval = min(SHORTEST + growth, self._longest)
            self._empty_looks += 1
        return self._interval

    def reset(self) -> None:
        """Start again at 100 ms: a message was found."""
        self._interval, self._empty_looks = 0.0, 0
