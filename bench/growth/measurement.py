"""The measurement: every size with fresh instances of the app, one after the other."""

from collections.abc import Callable, Sequence
from time import perf_counter

from msgspec import Struct

from bench.growth.figures import Bar, Size, bars_of, size_of
from bench.growth.world import ASKED_SECONDS, INSTANCES, run

SIZES = (10, 100, 1_000, 10_000, 100_000)


class Growth(Struct, frozen=True):
    """What `python -m bench.growth` measures."""

    sizes: list[Size]
    bars: list[Bar]


ROWS: dict[str, Callable[[Size], str]] = {
    "vaults": lambda size: f"{size.vaults:,}",
    "subscriptions": lambda size: f"{size.subscriptions:,}",
    "backups done": lambda size: f"{size.done:,}",
    "ARM reads per backup": lambda size: f"{size.reads:.2f}",
    "ARM writes per backup": lambda size: f"{size.writes:.2f}",
    "429s met": lambda size: f"{size.refused:,}",
    "function executions per backup": lambda size: f"{size.looks:.1f}",
    "records read and written per backup": lambda size: f"{size.records:.1f}",
    "lag, mean": lambda size: f"{size.lag_mean:,.0f} s",
    "lag, p95": lambda size: f"{size.lag_p95:,.0f} s",
    "lag, most": lambda size: f"{size.lag_most:,.0f} s",
    "memory of an instance": lambda size: f"{size.memory:.0f} MB",
    "memory above the idle app": lambda size: f"{size.memory - size.idle:.1f} MB",
    "CPU per backup": lambda size: f"{size.cpu:.1f} ms",
    "real time": lambda size: f"{size.seconds:.0f} s",
}


def measure(vms: Sequence[int] = SIZES) -> Growth:
    """Measure fleets of so many VMs."""
    sizes = [_measured(number) for number in sorted(vms)]
    return Growth(sizes, bars_of(sizes))


def rows(measured: Growth) -> dict[str, list[list[str]]]:
    """Return a table of all sizes, and one of the bars; of each, the first line is the headings."""
    headings = ["VMs", *(f"{size.vms:,}" for size in measured.sizes)]
    bars = [[bar.what, bar.measured, "yes" if bar.holds else "NO"] for bar in measured.bars]
    return {
        f"Growth: {INSTANCES} instances, every VM asked for within {ASKED_SECONDS // 60} minutes": [
            headings,
            *([what, *map(told, measured.sizes)] for what, told in ROWS.items()),
        ],
        "Growth: bars": [["bar", "measured", "holds"], *bars],
    }


def _measured(vms: int) -> Size:
    begun = perf_counter()
    world = run(vms)
    return size_of(vms, world, perf_counter() - begun)
