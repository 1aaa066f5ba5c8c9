"""`python -m proof.crashes [FLOW ...]`: kill the host at every call of these flows, or of all, and see what holds.

Ctrl-C ends it with what is known by then.
"""

import argparse
import sys
import time
from contextlib import suppress

from rich.console import Console

from local_stack.stack import ignore_proxies
from proof.crashes.campaign import lanes, runs
from proof.crashes.flows import FLOWS
from proof.crashes.run import Run
from proof.crashes.table import failure, table

POINTS = "Each run is two points: dead after one call, and dead before the next, which is the same to all others."
LANES = 9  # runs at a time: each mostly waits for a lease to end, or for the time of the next look


def main() -> int:
    """Return 0 if the promise was kept at every point, else 1."""
    parser = argparse.ArgumentParser(prog="python -m proof.crashes", description=__doc__, epilog=POINTS)
    parser.add_argument("flows", nargs="*", metavar="FLOW", help=f"of {', '.join(FLOWS)}")
    parser.add_argument("--at", type=int, help="only before this call, counted from 1; 0 is a run without a crash")
    parser.add_argument("--lanes", type=int, default=LANES, help="how many runs take place at a time")
    parser.add_argument(
        "--lasting",
        type=float,
        metavar="SECONDS",
        help="how long Azure's operations and jobs take; 5 and they still run when a dead host's messages return",
    )
    options = parser.parse_args()
    if unknown := set(options.flows) - set(FLOWS):
        parser.error(f"no flow {', '.join(sorted(unknown))}")
    if (options.at or 0) < 0 or options.lanes < 1:
        parser.error("--at counts from 1, 0 is a run without a crash; --lanes must be at least 1")
    ignore_proxies()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    begun, done = time.monotonic(), list[Run]()
    with suppress(KeyboardInterrupt), lanes(options.lanes, options.lasting) as play:
        for run in runs(options.flows or list(FLOWS), play, options.at):
            done.append(run)
            _tell(run, console)
    console.print(table(done))
    console.print(f"{len(done)} runs in {time.monotonic() - begun:.0f} s")
    if options.at and not all(run.crashed for run in done):
        console.print(f"not reached: a flow has fewer than {options.at} calls")
        return 2
    return int(any(run.broken for run in done))


def _tell(run: Run, console: Console) -> None:
    if run.broken:
        console.print(failure(run), "\n")


if __name__ == "__main__":
    sys.exit(main())
