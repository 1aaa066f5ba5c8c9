"""What a flow is given and what it tells: each runs in a fresh process, so that CPU and memory are its own.

The task comes as a line of JSON on standard input. Every end is told at once, as a line of JSON on standard output, so
that a flow that had to be killed has told how far it came; the last line tells what it has used.
"""

import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import msgspec
from msgspec import Struct, field

from bench.fleet.layouts import Layout
from bench.fleet.virtual_time import VirtualTime

KILOBYTES = 1024


class Task(Struct, frozen=True):
    """Whom to back up, in how many real seconds, and where the simulator and Azurite are."""

    layout: Layout
    places: dict[str, str]
    storage: str
    longest: float


class End(Struct, frozen=True, tag=True):
    """A backup's end is known: of which VM, how many simulated seconds after the start, and what came of it."""

    vm: str
    at: float
    status: str


class Used(Struct, frozen=True, tag=True):
    """What a flow has used. CPU in seconds, memory in bytes; `start_up` is the CPU spent before the first backup.

    `cpu` is without that, and without what the simulated clock takes. `storage` counts transactions by what they do,
    `gave_up` how often a client stopped trying by itself. A flow that was not `finished` when its time was over has
    come to the simulated second `reached`.
    """

    finished: bool
    reached: float
    cpu: float
    start_up: float
    memory: int
    gave_up: int = 0
    executions: int = 0
    active_seconds: int = 0
    storage: dict[str, int] = field(default_factory=dict)


type Told = End | Used


class Teller:
    """Tells the ends, and at last what was used."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        self._start_up = _cpu()

    def ended(self, vm: str, status: str) -> None:
        """Tell that a backup's end is known; `Completed` is a good one."""
        _tell(End(vm, self._time.elapsed(), status))

    def used(self, *, finished: bool, **more: object) -> None:
        """Tell what was used until now."""
        cpu = _cpu() - self._start_up - self._time.own_cpu
        used = Used(finished, self._time.elapsed(), cpu, self._start_up, _most_memory())
        _tell(msgspec.structs.replace(used, **more))


def read_task() -> Task:
    """Read the task from standard input."""
    return msgspec.json.decode(sys.stdin.readline(), type=Task)


def _tell(what: Told) -> None:
    sys.stdout.write(f"{msgspec.json.encode(what).decode()}\n")
    sys.stdout.flush()


def _cpu() -> float:
    usage = getrusage(RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _most_memory() -> int:
    """Return the most memory that was ever resident. Not ru_maxrss, which begins with that of the parent process."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * KILOBYTES
