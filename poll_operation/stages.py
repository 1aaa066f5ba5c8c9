"""THE STATE MACHINE: what follows when a stage has succeeded. Whatever decides that lives in this table.

A stage that fails, or outlives its deadline, ends in OperationFailed; that is poll.py's.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from backup_fleet.finish import fleet_backed_up, members_ended
from cancel_job.finish import job_cancelled
from change_protection.finish import protection_changed
from prepare_vault.finish import policy_created, vault_created
from protect_vm.finish import protect_listed, vm_protected
from restore_files.finish import files_ready, files_revoked
from restore_vm.finish import follow_restore_job, vm_restored
from shared.cloud_event import Event
from shared.connections import Connections
from shared.events import (
    BackupCompleted,
    FilesReady,
    FilesRevoked,
    FleetBackedUp,
    JobCancelled,
    ProtectionChanged,
    RestoreValidated,
    VaultReady,
    VmProtected,
    VmRestored,
)
from shared.looks import look_at_job, look_at_operation
from shared.messages import Message, Request
from shared.operation_status import Failed, Running, Succeeded
from shared.requests import (
    BackupFleet,
    CancelJob,
    ChangeProtection,
    ConsiderVm,
    PrepareVault,
    ProtectVm,
    RestoreFiles,
    RestoreVm,
    RevokeFiles,
    TriggerBackup,
)
from shared.tracker import OperationTracker, Stage
from trigger_backup.finish import backup_completed, follow_backup_job

type Look = Callable[[OperationTracker, Connections], Running | Succeeded | Failed]
type Finish = Callable[[OperationTracker, Succeeded, Connections], Sequence[Message]]


type Follows = type[Event | Request] | Stage


class Next(NamedTuple):
    """What is called when the stage has succeeded, where that leads, and what tells that it has."""

    finish: Finish
    leads_to: tuple[Follows, ...]
    look: Look = look_at_operation


FIRST: dict[type[Request], tuple[Follows, ...]] = {
    PrepareVault: (Stage.PREPARING_VAULT, Stage.PREPARING_POLICY, VaultReady),
    ConsiderVm: (ProtectVm,),
    ProtectVm: (Stage.PROTECTING, Stage.DISCOVERING, VmProtected),
    ChangeProtection: (Stage.CHANGING_PROTECTION, ProtectionChanged),
    TriggerBackup: (Stage.STARTING_BACKUP, Stage.BACKING_UP),
    BackupFleet: (TriggerBackup, Stage.BACKING_UP_FLEET),
    RestoreVm: (Stage.STARTING_RESTORE, Stage.RESTORING, RestoreValidated),
    CancelJob: (Stage.CANCELLING, JobCancelled),
    RestoreFiles: (Stage.PREPARING_MOUNT,),
    RevokeFiles: (Stage.REVOKING, FilesRevoked),
}

NEXT: dict[Stage, Next] = {
    Stage.PREPARING_VAULT: Next(vault_created, (Stage.PREPARING_POLICY, VaultReady)),
    Stage.PREPARING_POLICY: Next(policy_created, (VaultReady,)),
    Stage.DISCOVERING: Next(protect_listed, (Stage.PROTECTING, VmProtected)),
    Stage.PROTECTING: Next(vm_protected, (VmProtected,), look_at_job),
    Stage.CHANGING_PROTECTION: Next(protection_changed, (ProtectionChanged,)),
    Stage.STARTING_BACKUP: Next(follow_backup_job, (Stage.BACKING_UP,), look_at_job),
    Stage.BACKING_UP: Next(backup_completed, (BackupCompleted,), look_at_job),
    Stage.BACKING_UP_FLEET: Next(fleet_backed_up, (FleetBackedUp,), members_ended),
    Stage.STARTING_RESTORE: Next(follow_restore_job, (Stage.RESTORING,), look_at_job),
    Stage.RESTORING: Next(vm_restored, (VmRestored,), look_at_job),
    Stage.CANCELLING: Next(job_cancelled, (JobCancelled,)),
    Stage.PREPARING_MOUNT: Next(files_ready, (FilesReady, RevokeFiles)),
    Stage.REVOKING: Next(files_revoked, (FilesRevoked,)),
}
