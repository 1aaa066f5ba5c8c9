"""The fleet's figures as tables."""

from collections.abc import Callable

from msgspec import Struct

from bench.fleet.bars import Bar
from bench.fleet.figures import Figures


class Fleet(Struct, frozen=True):
    """What `python -m bench.fleet` measures."""

    figures: list[Figures]
    bars: list[Bar]


NAMES = {"app": "this app", "sdk": "SDK, a thread each", "az": "az, in a loop"}


def _calls(kind: str) -> Callable[[Figures], str]:
    return lambda one: f"{one.calls.get(kind, 0):.2f}"


KINDS = ("page of the job list", "job", "operation", "other read", "start", "other write")

ROWS: dict[str, Callable[[Figures], str]] = {
    "backups done": lambda one: f"{one.done:,} of {one.backups:,}",
    "ARM reads per backup": lambda one: f"{one.reads:.2f}",
    "ARM writes per backup": lambda one: f"{one.writes:.2f}",
    "429s met": lambda one: f"{one.throttled:,}",
    "gave up after its own retries": lambda one: f"{one.gave_up:,}",
    "last end told after": lambda one: _clock(one.seconds),
    "stopped by the benchmark at": lambda one: _clock(one.stopped) if one.stopped else "",
    "lower bound": lambda one: "" if one.stopped else _clock(one.bound),
    "lag, mean": lambda one: _lag(one, one.lag.mean),
    "lag, p95": lambda one: _lag(one, one.lag.p95),
    "lag, most": lambda one: _lag(one, one.lag.most),
    "CPU per VM": lambda one: _of_a_process(one, one.cpu, "ms"),
    "CPU per VM with start-up": lambda one: _of_a_process(one, one.cpu_with_start, "ms"),
    "peak memory": lambda one: _of_a_process(one, one.memory, "MB"),
    **{f"ARM calls per backup: {kind}": _calls(kind) for kind in KINDS},
    "function executions per backup": lambda one: f"{one.executions:.1f}" if one.executions else "",
    "storage transactions per backup": lambda one: f"{sum(one.storage.values()):.1f}" if one.storage else "",
    "price of 1,000 backups": lambda one: f"${one.costs.total:.3f}" if one.costs.total else "",
}


def rows(measured: Fleet) -> dict[str, list[list[str]]]:
    """Return a table of all flows, and one of the bars; of each, the first line is the headings."""
    bars = [[bar.layout, bar.what, bar.measured, "yes" if bar.holds else "NO"] for bar in measured.bars]
    return {
        "Fleet: 1,000 VMs": _columns(measured.figures),
        "Fleet: bars": [["layout", "bar", "measured", "holds"], *bars],
    }


def _columns(flows: list[Figures]) -> list[list[str]]:
    headings = ["", *(f"{NAMES[one.flow]}, {one.layout}" for one in flows)]
    return [headings, *([what, *map(told, flows)] for what, told in ROWS.items())]


def _lag(one: Figures, seconds: float) -> str:
    return f"{seconds:,.1f} s" if one.done else ""


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02}:{int(seconds % 60):02}"


def _of_a_process(one: Figures, figure: float | None, unit: str) -> str:
    """Write what a process has used; az would have started several for each VM, and is not one here."""
    return "" if figure is None or one.flow == "az" else f"{figure:,.0f} {unit}"
