"""THE STATE MACHINE: what follows when a stage has succeeded. Whatever decides that lives in this table.

A stage that fails, or outlives its deadline, ends in OperationFailed; that is poll.py's.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cancel_job.finish import job_cancelled
from protect_vm.finish import protect_listed, vm_protected
from restore_files.finish import files_ready, files_revoked
from restore_vm.finish import follow_restore_job, vm_restored
from shared.connections import Connections
from shared.events import (
    BackupCompleted,
    Event,
    FilesReady,
    FilesRevoked,
    JobCancelled,
    RestoreValidated,
    VmProtected,
    VmRestored,
)
from shared.messages import Message, Request
from shared.operation_status import Succeeded
from shared.requests import CancelJob, ProtectVm, RestoreFiles, RestoreVm, RevokeFiles, TriggerBackup
from shared.tracker import OperationTracker, Stage
from trigger_backup.finish import backup_completed, follow_backup_job

type Finish = Callable[[OperationTracker, Succeeded, Connections], Sequence[Message]]


type Follows = type[Event | Request] | Stage


class Next(NamedTuple):
    """What is called when the stage has succeeded, and where that leads."""

    finish: Finish
    leads_to: tuple[Follows, ...]


FIRST: dict[type[Request], tuple[Follows, ...]] = {
    ProtectVm: (Stage.PROTECTING, Stage.DISCOVERING, VmProtected),
    TriggerBackup: (Stage.STARTING_BACKUP, Stage.BACKING_UP),
    RestoreVm: (Stage.STARTING_RESTORE, Stage.RESTORING, RestoreValidated),
    CancelJob: (Stage.CANCELLING, JobCancelled),
    RestoreFiles: (Stage.PREPARING_MOUNT,),
    RevokeFiles: (Stage.REVOKING, FilesRevoked),
}

NEXT: dict[Stage, Next] = {
    Stage.DISCOVERING: Next(protect_listed, (Stage.PROTECTING, VmProtected)),
    Stage.PROTECTING: Next(vm_protected, (VmProtected,)),
    Stage.STARTING_BACKUP: Next(follow_backup_job, (Stage.BACKING_UP,)),
    Stage.BACKING_UP: Next(backup_completed, (BackupCompleted,)),
    Stage.STARTING_RESTORE: Next(follow_restore_job, (Stage.RESTORING,)),
    Stage.RESTORING: Next(vm_restored, (VmRestored,)),
    Stage.CANCELLING: Next(job_cancelled, (JobCancelled,)),
    Stage.PREPARING_MOUNT: Next(files_ready, (FilesReady, RevokeFiles)),
    Stage.REVOKING: Next(files_revoked, (FilesRevoked,)),
}
