"""What `make demo` runs: VMs protected, backed up by night and restored, with no Azure at all."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from rich.console import Console

from local_stack.azurite import AzuriteError
from local_stack.display import Display
from local_stack.functions_host.process import HostStartError
from local_stack.restores import Restores
from local_stack.scenario import NEW, Scenario
from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack, ignore_proxies

SPEED = 600.0
PATIENCE = 120.0  # seconds
LOOK_EVERY = 0.1  # seconds
LOG = "hosts.log"
LEASE = 20  # seconds until the messages of a host that died come back
INTERRUPTED = 130
ENDS = {"completed": "completed", "withWarnings": "with warnings", "failed": "failed", "skipped": "skipped"}
SHORT_NIGHT = {"BACKUP_WINDOW_MINUTES": "0.05", "BACKUPS_PER_MINUTE": "180"}


def main() -> int:
    """Return 0 if every VM was protected and backed up, a file and disks restored."""
    parser = argparse.ArgumentParser(prog="python -m local_stack.demo", description=__doc__)
    parser.add_argument(
        "--speed", type=float, default=SPEED, help="how much faster than Azure the simulator's clock is"
    )
    options = parser.parse_args()
    ignore_proxies()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        try:
            return _play(options.speed, Path(folder), console)
        except KeyboardInterrupt:
            console.print("\ndemo: interrupted", highlight=False)
            return INTERRUPTED
        except (AzuriteError, HostStartError) as error:
            console.print(f"demo: {error}\n{_tail(Path(folder) / LOG)}", markup=False, highlight=False)
            return 1


def _play(speed: float, folder: Path, console: Console) -> int:
    console.print("Starting Azurite, simulated Azure and a Functions host ...", highlight=False)
    log = folder / LOG
    with (
        log.open("w") as out,
        log.open() as reader,
        Stack(Simulator(speed=speed), default_vault=NIGHTLY, settings=SHORT_NIGHT, lease=LEASE, log=out) as stack,
    ):
        stack.add_host()
        console.print(f"Everything is up; Azure's clock runs {speed:g} times as fast.\n", highlight=False)
        console.print(f"{NEW} is created: Event Grid tells the app. Five VMs get a message each.")
        console.print("Then night comes, and the timer has them all backed up.\n", highlight=False)
        scenario = Scenario(stack)
        _follow(scenario, stack, reader, console)
        done = scenario.done
        restores = Restores(stack, scenario.inbox, console, folder)
        web01, web02 = scenario.rows[1:3]
        restored = scenario.done and restores.files(web01.vm_id) and restores.disks(web02.vm_id)
        events = scenario.events
    unfinished = len(scenario.rows) - done
    if unfinished or not restored:
        kept = shutil.copy(log, Path(tempfile.gettempdir()) / "demo-hosts.log")
        console.print(f"\n{_tail(log)}\nthe whole log: {kept}", markup=False, highlight=False)
    console.print(f"\ndemo: {done} VMs protected and backed up, {events} events, {unfinished} failed", highlight=False)
    return int(unfinished > 0 or not restored)


def _follow(scenario: Scenario, stack: Stack, log: IO[str], console: Console) -> None:
    """Let the scenario happen, and show it; a host that dies is replaced, as on Azure."""
    display = Display(scenario, console)
    scenario.begin()
    patience = time.monotonic() + PATIENCE
    with display.live():
        while not scenario.over and time.monotonic() < patience:
            display.update(scenario.look(log.readlines()))
            for name in stack.replace_dead_hosts():
                console.print(f"{name} has ended; another goes on", highlight=False)
            time.sleep(LOOK_EVERY)
    if scenario.summary:
        console.print(f"the night's summary: {_summary(scenario.summary['data'])}", highlight=False)
    console.print()


def _summary(data: dict[str, Any]) -> str:
    """Write a fleet's counts as people do."""
    return ", ".join(f"{data[name]} {words}" for name, words in ENDS.items())


def _tail(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-20:]) if log.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
