"""Runs fresh processes in turn, one of each kind in every round, and takes the medians."""

import json
import subprocess
from pathlib import Path
from statistics import median

import msgspec

from bench.cold_start.deployed import Deployed, deployed, python
from bench.cold_start.scene import Scene, scene

ROUNDS, BARE_ROUNDS = 9, 3
BAR = 250  # milliseconds above azure.functions
ALONE = ("azure.functions",)
ALL_FOUR = ("azure.functions", "azure.identity", "requests", "azure.storage.queue")
FRESH = "the vault's board is fresh"
ASKED = "Azure is asked, with a token"
BARE = "board fresh, package without bytecode"
HERE = Path(__file__).parent

# Wall clock and CPU, in milliseconds.
type Took = list[float]


class Start(msgspec.Struct, frozen=True, rename="camel"):
    """Medians of a kind of start, in milliseconds; `above` is index and first invocation less azure.functions alone.

    `least_above` is the same of the fastest processes: what a machine takes that has nothing else to do.
    """

    index: float
    first: float
    second: float
    above: float
    least_above: float
    cpu_above: float
    calls: float


class Figures(msgspec.Struct, frozen=True, rename="camel"):
    """All medians, in milliseconds."""

    rounds: int
    functions_alone: float
    all_four_packages: float
    starts: dict[str, Start]


class _Kind:
    """One kind of start and its samples; without `records` each start meets a vault that has no board."""

    def __init__(self, app: Path, records: str | None) -> None:
        self.app, self._records = app, records
        self.samples: list[list[Took]] = []
        self.calls = 0

    def run(self, place: Scene) -> None:
        """Start a worker, and keep its times."""
        before = place.calls()
        tracker = place.trackers[len(self.samples) % len(place.trackers)]
        self.samples.append(_polled(self.app, tracker, place.settings(self._records or place.new_records())))
        self.calls += place.calls() - before

    def figures(self, alone: list[Took]) -> Start:
        """Return its figures, beside those of azure.functions alone."""
        index, first, second = (_medians(list(part))[0] for part in zip(*self.samples, strict=True))
        both = [[index + first for index, first in zip(*sample[:2], strict=True)] for sample in self.samples]
        above, cpu_above = (took - floor for took, floor in zip(_medians(both), _medians(alone), strict=True))
        least_above = min(both)[0] - min(alone)[0]
        return Start(index, first, second, above, least_above, cpu_above, self.calls / len(self.samples))


def measure() -> Figures:
    """Measure all kinds of start, in turn."""
    alone: list[Took] = []
    all_four: list[Took] = []
    with deployed() as folders, scene() as place:
        kinds = _kinds(folders, place)
        for number in range(ROUNDS):
            alone.append(_imported(folders.compiled, *ALONE))
            all_four.append(_imported(folders.compiled, *ALL_FOUR))
            for name, kind in kinds.items():
                if number < BARE_ROUNDS or name != BARE:
                    kind.run(place)
        _check(place, kinds)
    starts = {name: kind.figures(alone) for name, kind in kinds.items()}
    return Figures(ROUNDS, _medians(alone)[0], _medians(all_four)[0], starts)


def _kinds(folders: Deployed, place: Scene) -> dict[str, _Kind]:
    """Return the kinds of start; a first one, which is not measured, leaves a board for those that find one."""
    fresh = place.new_records()
    _polled(folders.compiled, place.trackers[0], place.settings(fresh))
    return {
        FRESH: _Kind(folders.compiled, fresh),
        ASKED: _Kind(folders.compiled, None),
        BARE: _Kind(folders.bare, fresh),
    }


def _check(place: Scene, kinds: dict[str, _Kind]) -> None:
    """Fail if an invocation did not end with its tracker sent again."""
    wanted = 2 * (1 + sum(len(kind.samples) for kind in kinds.values()))
    if (sent := place.looked_again()) != wanted:
        raise AssertionError(f"{sent} of {wanted} trackers were sent again")


def _imported(app: Path, *modules: str) -> Took:
    took: Took = json.loads(_told(app, {}, "imports.py", *modules))
    return took


def _polled(app: Path, tracker: str, settings: dict[str, str]) -> list[Took]:
    took: list[Took] = json.loads(_told(app, settings, "worker.py", str(app), tracker))
    return took


def _told(app: Path, settings: dict[str, str], program: str, *arguments: str) -> bytes:
    """Return what a fresh process prints."""
    command, environment = python(app)
    command = [*command, str(HERE / program), *arguments]
    return subprocess.run(command, env=environment | settings, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - our own program


def _medians(samples: list[Took]) -> Took:
    return [median(values) for values in zip(*samples, strict=True)]
