"""The simulator with 10,000 protected VMs and 1,000 running jobs: pages and looks per second, and memory.

One caller, over one kept-alive connection of http, to a simulator in a process of its own whose clock stands.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from msgspec import Struct

from bench.report import show
from local_stack.simulator.seeds import DEFAULT

VMS, JOBS, LOOKS = 10_000, 1_000, 500
VAULT = DEFAULT.vaults[0].id
BACKUP = {"properties": {"objectType": "IaasVMBackupRequest"}}


class Figures(Struct, frozen=True):
    """Calls per second by what is called, and the simulator's memory in megabytes."""

    per_second: dict[str, float]
    memory: float
    memory_when_empty: float


class Caller:
    """Somebody who is signed in and keeps his connection."""

    def __init__(self, places: dict[str, str]) -> None:
        self.arm = places["arm"]
        self.session = requests.Session()
        self.session.trust_env = False
        identity = {"X-IDENTITY-HEADER": places["identityHeader"]}
        wanted = {"resource": "https://management.azure.com"}
        token = self.session.get(places["identityEndpoint"], params=wanted, headers=identity).json()
        self.session.headers["Authorization"] = f"Bearer {token['access_token']}"

    def backed_up(self, number: int) -> None:
        """Start a VM's backup."""
        name = f"iaasvmcontainerv2;fleet;vm{number + 1:04}"
        item = f"{VAULT}/backupFabrics/Azure/protectionContainers/IaasVMContainer;{name}/protectedItems/VM;{name}"
        self.session.post(f"{self._url(item)}/backup?api-version=2026-10-01", json=BACKUP).raise_for_status()

    def told(self, path: str, body: object) -> None:
        """Have something happen in the simulated world."""
        self.session.post(self._url(f"/_simulator/{path}"), json=body).raise_for_status()

    def listed(self, path: str) -> Iterator[list[dict[str, str]]]:
        """Read a list of the vault, page after page."""
        url = f"{self._url(VAULT)}/{path}?api-version=2026-10-01"
        while url:
            page = self.session.get(url).json()
            yield page["value"]
            url = page.get("nextLink", "")

    def looked_at(self, job: str) -> None:
        """Look at a job."""
        self.session.get(f"{self._url(VAULT)}/backupJobs/{job}?api-version=2026-10-01").raise_for_status()

    def _url(self, path: str) -> str:
        return f"{self.arm}{path}"


def measure() -> Figures:
    """Measure it."""
    with simulator() as (pid, caller):
        empty = megabytes(pid)
        caller.told("protected-items", {"count": VMS})
        rates = {"starts of backups": rate(JOBS, caller.backed_up)}
        caller.told("clock", {"advance": 10})
        jobs: list[str] = []
        for path in ("backupProtectedItems", "backupJobs"):
            begun = time.perf_counter()
            pages = list(caller.listed(path))
            rates[f"pages of {path}"] = len(pages) / (time.perf_counter() - begun)
            jobs = [job["name"] for job in pages[-1]]
        rates["looks at a job"] = rate(LOOKS, lambda look: caller.looked_at(jobs[look % len(jobs)]))
        return Figures(rates, megabytes(pid), empty)


def rows(measured: Figures) -> dict[str, list[list[str]]]:
    """Return its table."""
    lines = [[what, f"{often:,.0f} per s"] for what, often in measured.per_second.items()]
    memory = ["memory", f"{measured.memory:,.0f} MB, {measured.memory_when_empty:,.0f} MB when empty"]
    return {f"Simulator: {VMS:,} protected VMs, {JOBS:,} running jobs, one caller": [["", ""], *lines, memory]}


def rate(count: int, work: Callable[[int], None]) -> float:
    """Do it so often, and return how often that is a second."""
    begun = time.perf_counter()
    for number in range(count):
        work(number)
    return count / (time.perf_counter() - begun)


@contextmanager
def simulator() -> Iterator[tuple[int, Caller]]:
    """Start one whose clock stands."""
    command = [sys.executable, "-m", "local_stack.simulator", "--json", "--stopped", "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield process.pid, Caller(json.loads(process.stdout.readline() if process.stdout else "{}"))
        finally:
            process.terminate()


def megabytes(pid: int) -> float:
    """Return what a process keeps in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


if __name__ == "__main__":
    for title, lines in rows(measure()).items():
        show(title, lines)
