"""THE STATE MACHINE: what follows when a stage has succeeded. Whatever decides that lives in this table.

A stage that fails, or outlives its deadline, ends in OperationFailed; that is poll.py's.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from protect_vm.finish import protect_listed, vm_protected
from shared.connections import Connections
from shared.events import BackupCompleted, Event, VmProtected
from shared.messages import Message, OperationTracker, ProtectVm, Request, Stage, TriggerBackup
from shared.operation_status import Succeeded
from trigger_backup.finish import backup_completed, follow_backup_job

type Finish = Callable[[OperationTracker, Succeeded, Connections], Sequence[Message]]


class Next(NamedTuple):
    """What is called when the stage has succeeded, and where that leads."""

    finish: Finish
    leads_to: tuple[Stage | type[Event], ...]


FIRST: dict[type[Request], tuple[Stage | type[Event], ...]] = {
    ProtectVm: (Stage.PROTECTING, Stage.DISCOVERING, VmProtected),
    TriggerBackup: (Stage.STARTING_BACKUP, Stage.BACKING_UP),
}

NEXT: dict[Stage, Next] = {
    Stage.DISCOVERING: Next(protect_listed, (Stage.PROTECTING,)),
    Stage.PROTECTING: Next(vm_protected, (VmProtected,)),
    Stage.STARTING_BACKUP: Next(follow_backup_job, (Stage.BACKING_UP,)),
    Stage.BACKING_UP: Next(backup_completed, (BackupCompleted,)),
}
