"""Finding a job again: Azure keeps the x-ms-client-request-id of its start as activityId."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import msgspec

from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.arm_ids import VmId, same
from shared.board import OPERATIONS, RUNNING
from shared.connections import Connections
from shared.forms import converted
from shared.messages import VmRequest
from shared.operation_status import Succeeded
from shared.requests import BackupFleet, CancelJob, ChangeProtection, ProtectVm, RestoreVm, TriggerBackup
from shared.tracker import OperationTracker, Stage
from shared.tracking import first_job_look, track_job

type Adoptable = ChangeProtection | ProtectVm | RestoreVm | TriggerBackup

RUNNING_ALREADY = {"BMSUserErrorBackupOperationInProgress", "UserErrorBackupOperationInProgress"}
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

    @property
    def is_running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.properties.status in RUNNING

    def belongs_to(self, request: VmRequest) -> bool:
        """Tell whether this request has started the job: its id, on its VM."""
        return self.is_of(request.vm_id) and same(self.properties.activity_id or "", str(request.request_id))

    def is_of(self, vm_id: VmId) -> bool:
        """Tell whether it is a job of that VM."""
        return same(self.properties.container_name or "", rs.item_name(vm_id))


def job_of(request: VmRequest, azure: Connections) -> Job | None:
    """Return the job that this request has started, if it has."""
    return next((job for job in _jobs(request, azure) if job.belongs_to(request)), None)


def follow(
    tracker: OperationTracker, request: TriggerBackup | RestoreVm, begun: Succeeded, stage: Stage, azure: Connections
) -> OperationTracker:
    """Follow the job that an operation has started; where the operation does not name it, its activityId does."""
    job = job_of(request, azure) if not begun.job_id else None
    found = begun.job_id or (job.name if job else None)
    if not found:
        raise Unavailable("the operation has started a job that is not listed yet")
    following = track_job(request, stage, found, azure, first_job_look(tracker, begun, azure))
    return msgspec.structs.replace(following, recovery_point=tracker.recovery_point, on_board=begun.again is not None)


def job_of_request(request: CancelJob, azure: Connections) -> Job | None:
    """Return the newest job, of whatever kind, that a request of the same requestId has started."""
    url = rs.jobs(request.vault_id, None, request.accepted - WINDOW, request.accepted + WINDOW)
    for entry in azure.arm.entries(url, request.request_id):
        job = converted(entry, Job)
        if same(job.properties.activity_id or "", str(request.request_id)):
            return job
    return None


def running_backups(request: BackupFleet, azure: Connections) -> dict[str, str]:
    """Return the running backup jobs of the vault: item name, in lower case, to job id."""
    url = rs.jobs(request.vault_id, "Backup", request.accepted - LONGEST_JOB, request.accepted + WINDOW)
    jobs = (converted(job, Job) for job in azure.arm.entries(url, request.request_id))
    return {(job.properties.container_name or "").casefold(): job.name for job in jobs if job.is_running}


def begun_before(request: Adoptable, stage: Stage, azure: Connections) -> Sequence[OperationTracker]:
    """Follow the job that an earlier try of this request has started, if one may have."""
    job = job_of(request, azure) if request.begun else None
    return [track_job(request, stage, job.name, azure)] if job else []


def adopted(request: TriggerBackup | RestoreVm, refused: Refused, stage: Stage, azure: Connections) -> OperationTracker:
    """Follow the running job that a refusal speaks of if this very request has started it; else say whose it is."""
    jobs = (job for job in _jobs(request, azure) if job.is_of(request.vm_id))
    job = next((job for job in jobs if job.is_running), None)
    if not job:
        raise Unavailable(f"{refused}, but no job is listed as running")
    if job.belongs_to(request):
        return track_job(request, stage, job.name, azure)
    raise Refused(
        refused.code,
        f"Job {job.name} works on the VM already, for request {job.properties.activity_id}. Azure: {refused.message}",
        field="vmId",
        remedy="Wait for that job; or send the request again after its end, with another requestId.",
    )


def _jobs(request: VmRequest, azure: Connections) -> Iterator[Job]:
    """List the jobs of the days around the request; one that it meets may have run for a day."""
    since = request.accepted - max(LONGEST_JOB, azure.settings.longest_request)
    url = rs.jobs(request.vault_id, OPERATIONS.get(type(request)), since, request.accepted + WINDOW)
    return (converted(job, Job) for job in azure.arm.entries(url, request.request_id))
