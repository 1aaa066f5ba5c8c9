"""The jobs of a vault, in the form in which Azure tells them; times are seconds since the start."""

from bisect import bisect_left, bisect_right, insort
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from local_stack.simulator.web.times import iso, iso_duration

PAGE = 200
START = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Job(NamedTuple):
    """A backup that runs from its start to its end, and its JSON until then and from then on.

    Jobs are in the order of their starts.
    """

    started: float
    id: str
    ended: float
    while_running: bytes
    when_ended: bytes

    def body(self, now: float) -> bytes:
        """Return its JSON at a moment."""
        return self.while_running if now < self.ended else self.when_ended


class Page(NamedTuple):
    """A page of jobs, newest first, and whether there are more."""

    jobs: list[Job]
    more: bool


class Jobs:
    """All jobs of one vault."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._by_id: dict[str, Job] = {}

    def begin(self, job: Job) -> None:
        """Take a job, which may start a little later."""
        insort(self._jobs, job)
        self._by_id[job.id] = job

    def job(self, job_id: str) -> Job:
        """Return a job."""
        return self._by_id[job_id]

    def page(self, since: float, now: float, before: Job | None) -> Page:
        """Return the newest page of what has started since, or the one that follows on another's last job."""
        end = bisect_left(self._jobs, before) if before else bisect_right(self._jobs, now, key=_started)
        first = bisect_left(self._jobs, since, key=_started)
        begin = max(first, end - PAGE)
        return Page(self._jobs[begin:end][::-1], begin > first)


class Described(NamedTuple):
    """What tells one job from another: its vault, its id, the item it backs up, and who asked for it."""

    vault: str
    id: str
    item: str
    activity_id: str


def job_of(what: Described, started: float, ended: float) -> Job:
    """Write a job down, as the list has it (recorded in list_jobs.json).

    While it runs its duration is missing, which would change with every list and which the app does not read.
    """
    properties: dict[str, object] = {
        "jobType": "AzureIaaSVMJob",
        "actionsInfo": ["Cancellable"],
        "containerName": what.item,
        "virtualMachineVersion": "Compute",
        "entityFriendlyName": what.item.rpartition(";")[2],
        "backupManagementType": "AzureIaasVM",
        "operation": "Backup",
        "status": "InProgress",
        "startTime": moment(started),
        "activityId": what.activity_id,
    }
    lasted = iso_duration(timedelta(seconds=ended - started))
    completed = properties | {"status": "Completed", "endTime": moment(ended), "duration": lasted}
    return Job(started, what.id, ended, _body(what, properties), _body(what, completed))


def moment(seconds: float) -> str:
    """Write a time as Azure does."""
    return iso(START + timedelta(seconds=seconds))


def _body(what: Described, properties: dict[str, object]) -> bytes:
    body = {
        "id": f"{what.vault}/backupJobs/{what.id}",
        "name": what.id,
        "type": "Microsoft.RecoveryServices/vaults/backupJobs",
        "properties": properties,
    }
    return msgspec.json.encode(body)


def _started(job: Job) -> float:
    return job.started
