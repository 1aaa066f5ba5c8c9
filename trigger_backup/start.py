"""From the request to Azure's operation, or to the job that an earlier try of the same request has started."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.malformed import Malformed
from shared.messages import Message
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage
from shared.tracking import track, track_job
from trigger_backup.jobs import job_of, running_job

USUAL_RETENTION = timedelta(days=30)
LONGEST_RETENTION = timedelta(days=99 * 365)
RUNNING_ALREADY = {"BMSUserErrorBackupOperationInProgress", "UserErrorBackupOperationInProgress"}


def start_backup(request: TriggerBackup, azure: Connections) -> Sequence[Message]:
    """Start a backup whose recovery point is kept until retainUntil, or for 30 days."""
    # A try whose answer was lost may have started the job: look before starting another.
    if request.may_have_begun and (job := job_of(request, azure)):
        return [track_job(request, Stage.BACKING_UP, job.name, azure)]
    expiry = _expiry(request, azure.now())
    url = rs.backup(request.vault_id, rs.item_name(request.vm_id))
    try:
        answer = azure.arm.post(url, request.request_id, rs.backup_body(expiry))
    except Refused as refused:
        if refused.code not in RUNNING_ALREADY:
            raise
        return [_joined(request, refused, azure)]
    return [track(request, Stage.STARTING_BACKUP, answer, azure)]


def _expiry(request: TriggerBackup, now: datetime) -> datetime:
    until = request.retain_until or now + USUAL_RETENTION
    if until <= now:
        raise Malformed("retainUntil", "lies in the past")
    if until > now + LONGEST_RETENTION:
        raise Malformed("retainUntil", "is more than 99 years away")
    return until


def _joined(request: TriggerBackup, refused: Refused, azure: Connections) -> OperationTracker:
    """Follow the running job if this very request has started it; else say whose it is."""
    job = running_job(request, azure)
    if not job:
        raise Unavailable(f"{refused}, but no job is listed as running")
    if job.belongs_to(request):
        return track_job(request, Stage.BACKING_UP, job.name, azure)
    raise Refused(
        refused.code,
        f"Job {job.name} backs the VM up already, by request {job.properties.activity_id}. Azure: {refused.message}",
        field="vmId",
        remedy="Wait for that job; its recovery point serves as well. Or send the request again after its end.",
    )
