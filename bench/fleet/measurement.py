"""The measurement: every flow in every layout, each in a fresh process, on a fresh Azure, with the same seed.

Two run side by side: a flow waits for the simulator and for Azurite, and uses about half of a core. The quotas that
slow the SDK and az belong to the subscription: more vaults change nothing for them, and they run in the first layout.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.fleet.bars import bars
from bench.fleet.figures import Figures, figures
from bench.fleet.layouts import LAYOUTS, Layout
from bench.fleet.stage import run
from bench.fleet.tables import Fleet, rows

__all__ = ["measure", "rows"]

# Real seconds that a flow may take. The app and az are done in time; the SDK is stopped where it is by then.
FLOWS = {"app": 400.0, "sdk": 260.0, "az": 130.0}
AT_ONCE = 2


def measure(layouts: Sequence[Layout] = LAYOUTS) -> Fleet:
    """Measure the app in these layouts, and the others in the first."""
    runs = [("sdk", layouts[0]), *(("app", layout) for layout in layouts), ("az", layouts[0])]  # the longest first
    with ThreadPoolExecutor(AT_ONCE) as side_by_side:
        measured = list(side_by_side.map(_figures, *zip(*runs, strict=True)))
    measured.sort(key=lambda one: list(FLOWS).index(one.flow))
    return Fleet(measured, bars(measured))


def _figures(flow: str, layout: Layout) -> Figures:
    return figures(flow, layout.name, layout.vaults * layout.vms, run(flow, layout, FLOWS[flow]))
