"""How long to wait before the next try, a little longer each time: for idle listeners and failed runs."""

import random
from collections.abc import Callable

SHORTEST = 0.1  # seconds


class BackOff:
    """RandomizedExponentialBackoffStrategy of the Azure WebJobs SDK: 100 ms, then 100 ms + 2^(n-1) * 100 ms +-20 %.

    `shortest` stands for those 100 ms. Once an interval has reached `longest` (seconds), it stays there until `reset`.
    """

    def __init__(
        self,
        longest: float,
        shortest: float = SHORTEST,
        jitter: Callable[[], float] = lambda: random.uniform(0.8, 1.2),  # noqa: S311 - no secret
    ) -> None:
        self._longest, self._shortest, self._jitter = longest, shortest, jitter
        self._interval, self._empty_looks = 0.0, 0

    def next(self) -> float:
        """Return the seconds to wait after one more look that found nothing."""
        if self._interval < self._longest:
            growth = 2 ** (self._empty_looks - 1) * self._shortest * self._jitter() if self._empty_looks else 0
            self._interval = min(self._shortest + growth, self._longest)
            self._empty_looks += 1
        return self._interval

    def reset(self) -> None:
        """Start again with the shortest: a message was found."""
        self._interval, self._empty_looks = 0.0, 0
