"""Finding a backup's job again: Azure keeps the x-ms-client-request-id of its start as activityId."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from shared import recovery_services as rs
from shared.arm_ids import same
from shared.connections import Connections
from shared.requests import TriggerBackup

RUNNING = {"InProgress", "Cancelling"}
LONGEST_JOB = timedelta(days=1)
WINDOW = timedelta(days=8)


class _Properties(msgspec.Struct, rename="camel"):
    status: str = ""
    activity_id: str = ""
    container_name: str = ""


class Job(msgspec.Struct):
    """A job as the list shows it (recorded in list_jobs.json)."""

    name: str
    properties: _Properties

    def belongs_to(self, request: TriggerBackup) -> bool:
        """Tell whether this request has started the job."""
        return same(self.properties.activity_id, str(request.request_id))


def job_of(request: TriggerBackup, azure: Connections) -> Job | None:
    """Return the job that this request has started, if it has."""
    return next((job for job in _jobs(request, azure) if job.belongs_to(request)), None)


def running_job(request: TriggerBackup, azure: Connections) -> Job | None:
    """Return the VM's running backup job, whoever has started it."""
    name = rs.item_name(request.vm_id)
    for job in _jobs(request, azure):
        if job.properties.status in RUNNING and same(job.properties.container_name, name):
            return job
    return None


def _jobs(request: TriggerBackup, azure: Connections) -> Iterator[Job]:
    """List the backup jobs of the days around the request; one that it meets may have run for a day."""
    url = rs.backup_jobs(request.vault_id, request.accepted - LONGEST_JOB, request.accepted + WINDOW)
    return (msgspec.convert(job, Job) for job in azure.arm.pages(url, request.request_id))
