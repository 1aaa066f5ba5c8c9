"""What `make demo` runs: five VMs protected and backed up, from message to event, with no Azure at all."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from local_stack.azurite import AzuriteError
from local_stack.display import Display
from local_stack.functions_host.process import HostStartError
from local_stack.scenario import Scenario
from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack

SPEED = 400.0
PATIENCE = 120.0  # seconds
LOOK_EVERY = 0.1  # seconds


def main() -> int:
    """Return 0 if every VM was protected and backed up."""
    parser = argparse.ArgumentParser(prog="python -m local_stack.demo", description=__doc__)
    parser.add_argument(
        "--speed", type=float, default=SPEED, help="how much faster than Azure the simulator's clock is"
    )
    options = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        log = Path(folder) / "hosts.log"
        try:
            return _play(options.speed, log, console)
        except (AzuriteError, HostStartError) as error:
            console.print(f"demo: {error}\n{_tail(log)}", markup=False, highlight=False)
            return 1


def _play(speed: float, log: Path, console: Console) -> int:
    console.print("Starting Azurite, simulated Azure and a Functions host ...", highlight=False)
    with (
        log.open("w") as out,
        log.open() as reader,
        Stack(Simulator(speed=speed), default_vault=NIGHTLY, log=out) as stack,
    ):
        stack.add_host()
        console.print(f"Five VMs, vault nightly; Azure's clock runs {speed:g} times as fast.\n", highlight=False)
        scenario = Scenario(stack)
        display = Display(scenario, console)
        scenario.begin()
        patience = time.monotonic() + PATIENCE
        with display.live():
            while not scenario.over and time.monotonic() < patience:
                display.update(scenario.look(reader.readlines()))
                time.sleep(LOOK_EVERY)
    return _summary(scenario, console, log)


def _summary(scenario: Scenario, console: Console, log: Path) -> int:
    done = sum(row.stage == "backed up" for row in scenario.rows)
    unfinished = len(scenario.rows) - done
    if unfinished:
        console.print(f"\n{_tail(log)}", markup=False, highlight=False)
    console.print(
        f"\ndemo: {done} VMs protected and backed up, {scenario.events} events, {unfinished} failed", highlight=False
    )
    return int(unfinished > 0)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-20:]) if log.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
