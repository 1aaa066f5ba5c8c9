"""The simulated time: every date the simulator shows, and every duration it waits for, comes from here."""

import time
from datetime import UTC, datetime, timedelta

LONGEST_STEP = 100 * 365 * 86_400


class Clock:
    """Tell the simulated time, in UTC.

    It runs `speed` times as fast as the real one; at speed 0 it stands still until `advance` is called.
    """

    def __init__(self, speed: float, start: datetime | None = None) -> None:
        self.speed = speed
        self._base = start or datetime.now(UTC)
        self._started = time.monotonic()

    def now(self) -> datetime:
        """Tell the simulated moment."""
        return self._base + timedelta(seconds=(time.monotonic() - self._started) * self.speed)

    def advance(self, seconds: float) -> None:
        """Step forward, on top of the time that passes by itself; ValueError beyond what a step can be."""
        if not 0 <= seconds <= LONGEST_STEP:
            raise ValueError(f"cannot advance by {seconds:g} seconds: 0 to {LONGEST_STEP} (a hundred years) can be")
        self._base += timedelta(seconds=seconds)

    def resume_at(self, moment: datetime) -> None:
        """Go on from where a saved state stopped; a running clock never lags behind the real time."""
        self._base = max(moment, datetime.now(UTC)) if self.speed else moment
        self._started = time.monotonic()
