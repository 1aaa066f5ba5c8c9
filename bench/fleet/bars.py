"""What the fleet must hold, and whether it does."""

from collections.abc import Iterator, Sequence
from math import inf

from msgspec import Struct

from bench.fleet.figures import Figures

MOST_READS = 0.5
MOST_TIME = 1.1
MEAN_LAG, P95_LAG = 60, 180
MEMORY_SHARE = 0.5


class Bar(Struct, frozen=True):
    """A bar, what was measured, and whether it holds."""

    layout: str
    what: str
    measured: str
    holds: bool


def bars(measured: Sequence[Figures]) -> list[Bar]:
    """Judge the app in every layout, beside the SDK."""
    sdk = next((one for one in measured if one.flow == "sdk"), None)
    apps = [one for one in measured if one.flow == "app"]
    return [Bar(app.layout, *judged) for app in apps for judged in (*_azure(app), *_beside(app, sdk))]


def _azure(app: Figures) -> Iterator[tuple[str, str, bool]]:
    ratio = app.seconds / app.bound if app.done == app.backups else inf
    yield "every backup done", f"{app.done:,} of {app.backups:,}", app.done == app.backups
    yield "429s met: 0", f"{app.throttled:,}", app.throttled == 0
    yield f"ARM reads per backup ≤ {MOST_READS}", f"{app.reads:.2f}", app.reads <= MOST_READS
    yield "ARM writes per backup: 1", f"{app.writes:.2f}", app.writes == 1
    yield f"time ≤ {MOST_TIME} of the lower bound", f"{ratio:.3f}", ratio <= MOST_TIME
    yield f"mean lag ≤ {MEAN_LAG} s", f"{app.lag.mean:.1f} s", app.lag.mean <= MEAN_LAG
    yield f"p95 of the lag ≤ {P95_LAG} s", f"{app.lag.p95:.0f} s", app.lag.p95 <= P95_LAG


def _beside(app: Figures, sdk: Figures | None) -> Iterator[tuple[str, str, bool]]:
    if not sdk or app.cpu is None or sdk.cpu is None or app.memory is None or sdk.memory is None:
        return
    least = "at least " if sdk.stopped else ""
    yield "CPU per VM ≤ the SDK's", f"{app.cpu:.0f} ms, {least}{sdk.cpu:.0f} ms", app.cpu <= sdk.cpu
    share = app.memory / sdk.memory
    yield "peak memory ≤ half of the SDK's", f"{app.memory:.0f} MB, {least}{sdk.memory:.0f} MB", share <= MEMORY_SHARE
