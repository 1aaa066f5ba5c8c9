"""What follows when a backup's operation, and then its job, is done."""

from collections.abc import Sequence

from shared.answers import Unavailable
from shared.connections import Connections
from shared.events import BackupCompleted
from shared.jobs import job_of
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage
from shared.tracking import track_job


def follow_backup_job(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Follow the job that the operation has started; where the answer does not name it, its activityId does."""
    request = tracker.asked(TriggerBackup)
    if result.job_id:
        return [track_job(request, Stage.BACKING_UP, result.job_id, azure)]
    job = job_of(request, azure)
    if not job:
        raise Unavailable("the backup has started, but its job is not listed yet")
    return [track_job(request, Stage.BACKING_UP, job.name, azure)]


def backup_completed(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the backup is done, with the job's own times."""
    return [
        BackupCompleted(
            request=tracker.asked(TriggerBackup),
            job_id=tracker.job_id,
            started=result.started or tracker.started,
            ended=result.ended or azure.now(),
            warnings=result.warnings,
            size=result.properties.get("Backup Size"),
        )
    ]
