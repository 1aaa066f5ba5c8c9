"""How far a request has come: by its records, its job, and how long such jobs took before."""

from datetime import timedelta
from typing import NamedTuple

import msgspec

from shared.answers import Refused, Unavailable
from shared.claims import claimant
from shared.connections import Connections
from shared.fleets import ends, folder
from shared.forms import decoded
from shared.requests import AnyRequest, BackupFleet, ProtectVm, RestoreVm, TriggerBackup
from vmbackup.vault_jobs import VaultJob, detailed, earlier, seconds_of, started_by, usual_seconds
from vmbackup.words import apart, lasting

HAVE_JOBS = (ProtectVm, RestoreVm, TriggerBackup)
EARLIER = timedelta(minutes=15)  # clocks differ
MOST = 95.0  # percent, of what has taken longer than usual
OPERATIONS = {"Backup": "backing up", "Restore": "restoring", "ConfigureBackup": "protecting"}


class Progress(NamedTuple):
    """How far it is; `left` is in seconds of our own clock. Not `told` means estimated: Azure tells nothing of it."""

    stage: str
    percent: float | None = None
    left: float | None = None
    task: str | None = None
    job_id: str | None = None
    told: bool = False

    @property
    def words(self) -> str:
        """Say how much is done, and what is left; an estimate is said to be one."""
        if not self.percent:
            return ""
        about = "" if self.told else "~"
        left = f", {about}{lasting(self.left)} left" if self.left else ""
        late = ", longer than usual" if self.left == 0 else ""
        return f"{about}{self.percent:.0f} %{left}{late}"


class _Planned(msgspec.Struct):
    vms: tuple[str, ...]


class Watch:
    """Looks at one request again and again, and remembers what does not change: that the app has taken it, say."""

    def __init__(self, request: AnyRequest, azure: Connections, speed: float) -> None:
        self._request, self._azure, self._speed = request, azure, speed
        self.is_taken = not request.CLAIMED
        self._planned = 0
        self._job_id: str | None = None
        self._usual: float | None = None

    def look(self) -> Progress:
        """Return how far it is. What cannot be seen is no trouble: the request goes on."""
        request = self._request
        try:
            self.is_taken = self.is_taken or claimant(request.QUEUE, request.request_id, self._azure) is not None
            if not self.is_taken:
                return Progress("waiting to be taken")
            if isinstance(request, BackupFleet):
                return self._fleet(request)
            return self._job() if isinstance(request, HAVE_JOBS) else Progress("at work")
        except (Refused, Unavailable, msgspec.DecodeError):
            return Progress("at work" if self.is_taken else "asked for")

    def _fleet(self, request: BackupFleet) -> Progress:
        records = self._azure.records
        if not self._planned:
            plan = records.read(f"{folder(request.request_id)}plan")
            self._planned = len(decoded(plan.content, _Planned).vms) if plan else 0
        if not self._planned:
            return Progress("planning")
        ended = len(records.notes(ends(request.request_id)))
        percent = 100 * ended / self._planned
        gone = (self._azure.now() - request.accepted).total_seconds()
        left = gone * (100 - percent) / percent if percent else None
        return Progress(f"{ended} of {self._planned} ended", percent, left)

    def _job(self) -> Progress:
        request, azure = self._request, self._azure
        if not self._job_id:
            job = started_by(request.request_id, str(request.vault_id), request.accepted - EARLIER, azure)
            self._job_id = job.name if job else None
        if not self._job_id:
            return Progress("starting")
        job = detailed(str(request.vault_id), self._job_id, azure)
        if self._usual is None:
            self._usual = usual_seconds(job, earlier(job, str(request.vault_id), azure))
        return of_job(job, self._usual, self._speed)


def of_job(job: VaultJob, usual: float, speed: float) -> Progress:
    """Return how far a job is: as Azure tells, else from how long such a job usually takes. Pure."""
    stage = OPERATIONS.get(job.properties.operation, apart(job.properties.operation))
    task = next((task.task_id for task in job.details.tasks_list if task.status == "InProgress"), None)
    gone = job.seconds or 0.0
    percent, left = job.details.progress_percentage, seconds_of(job.details.estimated_remaining_duration)
    told = left is not None
    if left is None and usual:
        percent, left = min(MOST, 100 * gone / usual), max(0.0, usual - gone)
    return Progress(stage, percent, left / speed if left is not None else None, task, job.name, told)
