"""From what a run has told to what is reported. Pure."""

from collections import Counter
from collections.abc import Sequence
from math import ceil
from statistics import fmean

from msgspec import Struct

from bench.fleet.flow import Used
from bench.fleet.prices import Costs, costs
from bench.fleet.stage import Call, Job, Run
from local_stack.simulator.state.quotas import SIZES

THROTTLED = 429
MEGABYTE = 1024 * 1024
POINTS = 200

# What a call is, by the last of these that stands in its path.
READS = {
    "/backupjobs/": "job",
    "/backupjobs": "page of the job list",
    "/backupoperations/": "operation",
    "/operationsstatus/": "operation",
    "/operationresults/": "operation",
    "/backupoperationresults/": "operation",
}


class Lag(Struct, frozen=True):
    """Seconds from a job's end to the moment at which it was told."""

    mean: float
    p95: float
    most: float


class Figures(Struct, frozen=True):
    """A flow in a layout. `calls` and `storage` are per backup, CPU is milliseconds per VM, memory megabytes.

    `seconds` is the simulated time until the last end was told, `bound` the least that quotas and durations allow.
    `stopped` is where the benchmark stopped a flow that took too long: then figures are those of what it did until
    that moment, a job that had ended and was not told has a lag until then, and the bound is that of ended jobs alone.
    `curve` tells how many ends were told by when, `lags` all lags in order: at most 200 points each, for the pictures.
    """

    flow: str
    layout: str
    backups: int
    done: int
    calls: dict[str, float]
    throttled: int
    gave_up: int
    stopped: float | None
    seconds: float
    bound: float
    lag: Lag
    cpu: float | None
    cpu_with_start: float | None
    memory: float | None
    executions: float
    storage: dict[str, float]
    costs: Costs
    curve: list[tuple[float, int]]
    lags: list[float]

    @property
    def reads(self) -> float:
        """Return the reads of Azure Resource Manager, per backup."""
        return sum(count for kind, count in self.calls.items() if kind not in ("start", "other write"))

    @property
    def writes(self) -> float:
        """Return the writes, per backup."""
        return sum(self.calls.get(kind, 0.0) for kind in ("start", "other write"))


def figures(flow: str, layout: str, backups: int, run: Run) -> Figures:
    """Return the figures of a run."""
    ends = sorted(end.at for end in run.ends if end.status == "Completed")
    lags = sorted(lags_of(run))
    used = run.used
    return Figures(
        flow=flow,
        layout=layout,
        backups=backups,
        done=len(ends),
        calls={kind: count / backups for kind, count in sorted(Counter(map(kind_of, run.calls)).items())},
        throttled=sum(call.status == THROTTLED for call in run.calls),
        gave_up=used.gave_up if used else 0,
        stopped=used.reached if used and not used.finished else None,
        seconds=ends[-1] if ends else 0.0,
        bound=lower_bound(run.jobs),
        lag=Lag(fmean(lags), percentile(lags, 95), lags[-1]) if lags else Lag(0, 0, 0),
        cpu=used.cpu * 1000 / backups if used else None,
        cpu_with_start=(used.cpu + used.start_up) * 1000 / backups if used else None,
        memory=used.memory / MEGABYTE if used else None,
        executions=used.executions / backups if used else 0.0,
        storage={kind: count / backups for kind, count in used.storage.items()} if used else {},
        costs=_costs(used, backups),
        curve=thinned([(at, place) for place, at in enumerate(ends, 1)]),
        lags=thinned(lags),
    )


def kind_of(call: Call) -> str:
    """Name a call of Azure Resource Manager by what it asks for."""
    path = call.path.lower()
    if call.method != "GET":
        return "start" if path.endswith("/backup") else "other write"
    return next((kind for part, kind in READS.items() if part in path), "other read")


def lags_of(run: Run) -> list[float]:
    """Return how long after its end each job's end was told, by the times that Azure gives."""
    told = {end.vm.rpartition("/")[2]: end.at for end in run.ends}
    reached = run.used.reached if run.used else 0.0
    return [
        told.get(job.vm, reached) - job.ended
        for job in run.jobs
        if job.ended and told.get(job.vm, reached) >= job.ended
    ]


def lower_bound(jobs: Sequence[Job]) -> float:
    """Return the least simulated seconds in which these jobs can have been started and have ended.

    Azure takes as many writes at once as its bucket holds, and from then on as many a second as flow into it: the n-th
    backup cannot start before its turn, and its job then lasts as long as it lasts. Jobs count in the order in which
    they were started, as the simulator drew their durations. What it takes Azure to accept a backup is left out.
    """
    size = SIZES["writes"]
    lasted = [job.ended - job.started for job in sorted(jobs, key=lambda job: job.started) if job.ended is not None]
    return max((max(0, n - size.tokens) / size.per_second + long for n, long in enumerate(lasted, 1)), default=0.0)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the least of the ordered values that so many percent do not exceed."""
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def thinned[T](points: Sequence[T]) -> list[T]:
    """Return at most about 200 of the points, the last one among them."""
    step = max(1, len(points) // POINTS)
    return [*points[:-1:step], *points[-1:]]


def _costs(used: Used | None, backups: int) -> Costs:
    """Price what a thousand backups use; a script that runs somewhere else has no price here."""
    if not used or not used.executions:
        return Costs()
    thousand = 1000 / backups
    storage = {kind: count * thousand for kind, count in used.storage.items()}
    return costs(used.executions * thousand, used.active_seconds * thousand, storage)
