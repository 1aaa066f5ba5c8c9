"""Finding a backup's job again: Azure keeps the x-ms-client-request-id of its start as activityId."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from shared import recovery_services as rs
from shared.arm_ids import VmId, same
from shared.connections import Connections
from shared.requests import TriggerBackup

RUNNING = {"InProgress", "Cancelling"}
LONGEST_JOB = timedelta(days=1)
WINDOW = timedelta(days=30)


class _Properties(msgspec.Struct, rename="camel"):
    status: str | None = None
    activity_id: str | None = None
    container_name: str | None = None


class Job(msgspec.Struct):
    """A job as the list shows it (recorded in list_jobs.json)."""

    name: str
    properties: _Properties

    def belongs_to(self, request: TriggerBackup) -> bool:
        """Tell whether this request has started the job: its id, on its VM."""
        return self.backs_up(request.vm_id) and same(self.properties.activity_id or "", str(request.request_id))

    def backs_up(self, vm_id: VmId) -> bool:
        """Tell whether it is a job of that VM."""
        return same(self.properties.container_name or "", rs.item_name(vm_id))


def job_of(request: TriggerBackup, azure: Connections) -> Job | None:
    """Return the job that this request has started, if it has."""
    return next((job for job in _jobs(request, azure) if job.belongs_to(request)), None)


def running_job(request: TriggerBackup, azure: Connections) -> Job | None:
    """Return the VM's running backup job, whoever has started it."""
    jobs = (job for job in _jobs(request, azure) if job.backs_up(request.vm_id))
    return next((job for job in jobs if job.properties.status in RUNNING), None)


def _jobs(request: TriggerBackup, azure: Connections) -> Iterator[Job]:
    """List the backup jobs of the days around the request; one that it meets may have run for a day."""
    url = rs.backup_jobs(request.vault_id, request.accepted - LONGEST_JOB, request.accepted + WINDOW)
    return (msgspec.convert(job, Job) for job in azure.arm.pages(url, request.request_id))
