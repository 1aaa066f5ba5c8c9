"""What follows when a backup's operation, and then its job, is done."""

from collections.abc import Sequence

from shared.connections import Connections
from shared.events import BackupCompleted
from shared.jobs import follow
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage


def follow_backup_job(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Follow the job that the operation has started."""
    return [follow(tracker, tracker.asked(TriggerBackup), result, Stage.BACKING_UP, azure)]


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
