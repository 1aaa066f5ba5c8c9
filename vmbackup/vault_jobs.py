"""The jobs of a vault, as people look at them (recorded in list_jobs.json, restore_disks.json)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID, uuid4

import msgspec

from shared import recovery_services as rs
from shared.arm_ids import VaultId
from shared.board import RUNNING
from shared.connections import Connections
from shared.forms import converted

AHEAD = timedelta(days=30)  # a simulated clock, which jobs are dated by, may be ahead of ours
HISTORY = timedelta(days=2)
# Where nothing ran before: the medians of the recorded runs, in seconds.
USUAL = {"Backup": 2477.0, "Restore": 1207.0, "ConfigureBackup": 33.0}


class _Task(msgspec.Struct, rename="camel"):
    task_id: str = ""
    status: str | None = None


class _Details(msgspec.Struct, rename="camel"):
    tasks_list: tuple[_Task, ...] = ()
    progress_percentage: float | None = None
    estimated_remaining_duration: str | None = None


class _Error(msgspec.Struct, rename="camel"):
    error_title: str | None = None
    error_string: str | None = None


class _Properties(msgspec.Struct, rename="camel"):
    status: str = ""
    operation: str = ""
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration: str | None = None
    entity_friendly_name: str = ""
    container_name: str = ""
    activity_id: str = ""
    error_details: tuple[_Error, ...] | None = None
    extended_info: _Details | None = None


class VaultJob(msgspec.Struct):
    """A job; only one that was asked for by itself has details."""

    name: str
    properties: _Properties

    @property
    def is_running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.properties.status in RUNNING

    @property
    def seconds(self) -> float | None:
        """Return for how long it has run, by Azure's clock."""
        return seconds_of(self.properties.duration)

    @property
    def details(self) -> _Details:
        """Return what only its own page tells."""
        return self.properties.extended_info or _Details()

    @property
    def reason(self) -> str:
        """Return why it failed, as Azure titles it."""
        errors = self.properties.error_details or ()
        return next((error.error_title or error.error_string or "" for error in errors), "")


def listed(vault_id: VaultId, since: datetime, azure: Connections, operation: str | None = None) -> Iterator[VaultJob]:
    """List the jobs that have started since then, the newest first, page after page."""
    url = rs.jobs(vault_id, operation, since, azure.now() + AHEAD)
    return (converted(job, VaultJob) for job in azure.arm.entries(url, uuid4()))


def detailed(vault_id: VaultId, job_id: str, azure: Connections) -> VaultJob:
    """Return one job, with its details."""
    return converted(azure.arm.get(rs.job(vault_id, job_id), uuid4()).body, VaultJob)


def started_by(request_id: UUID, vault_id: VaultId, since: datetime, azure: Connections) -> VaultJob | None:
    """Return the newest job that a request has started: Azure keeps its requestId as activityId."""
    wanted = str(request_id)
    jobs = listed(vault_id, since, azure)
    return next((job for job in jobs if job.properties.activity_id.casefold() == wanted), None)


def earlier(job: VaultJob, vault_id: VaultId, azure: Connections) -> Sequence[VaultJob]:
    """Return jobs of the last days that did the same as this one, a page of them."""
    url = rs.jobs(vault_id, job.properties.operation, azure.now() - HISTORY, azure.now() + AHEAD)
    return [converted(entry, VaultJob) for entry in next(azure.arm.pages(url, uuid4()), ())]


def usual_seconds(job: VaultJob, before: Sequence[VaultJob]) -> float:
    """Return how long such a job takes: the median of the VM's own before, else of all, else as recorded. Pure."""
    operation, vm = job.properties.operation, job.properties.container_name
    same = [one for one in before if (one.properties.operation, one.properties.status) == (operation, "Completed")]
    own = [one for one in same if one.properties.container_name == vm]
    lasted = _lengths(own) or _lengths(same)
    return median(lasted) if lasted else USUAL.get(operation, 0.0)


def seconds_of(iso: str | None) -> float | None:
    """Read a duration as Azure writes it, PT1H30M43.0389111S; None for what is none."""
    try:
        return converted(iso, timedelta).total_seconds()
    except msgspec.ValidationError:
        return None


def _lengths(jobs: Iterable[VaultJob]) -> list[float]:
    return [seconds for job in jobs if (seconds := job.seconds)]
