"""What happens when its time has come. Nothing is scheduled: effects settle, in order, when someone looks."""

from collections.abc import Callable
from datetime import datetime

from local_stack.simulator.state.backup import backup_accepted, backup_ends, snapshot_taken
from local_stack.simulator.state.cancellation import cancellation_ends
from local_stack.simulator.state.discovery import refresh_ends
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.file_restore import provision_ends, revoke_ends
from local_stack.simulator.state.policies import policy_edit_ends
from local_stack.simulator.state.protection_ends import protection_ends
from local_stack.simulator.state.restore import data_transferred, restore_accepted, restore_ends
from local_stack.simulator.state.runs import Effect, Job, Operation
from local_stack.simulator.state.soft_delete import purge
from local_stack.simulator.state.validation import validation_ends
from local_stack.simulator.state.vaults import vault_operation_ends
from local_stack.simulator.state.world import Cloud

OPERATION_ENDS: dict[str, Callable[[Cloud, Vault, Operation, datetime], None]] = {
    "create vault": vault_operation_ends,
    "update vault": vault_operation_ends,
    "delete vault": vault_operation_ends,
    "refresh": refresh_ends,
    "enable": protection_ends,
    "stop": protection_ends,
    "delete": protection_ends,
    "undelete": protection_ends,
    "edit policy": policy_edit_ends,
    "backup": backup_accepted,
    "provision": provision_ends,
    "revoke": revoke_ends,
    "restore": restore_accepted,
    "validate": validation_ends,
    "cancel": cancellation_ends,
}
JOB_PROCEEDS: dict[str, Callable[[Cloud, Vault, Job, datetime], None]] = {
    "snapshot taken": snapshot_taken,
    "backup ends": backup_ends,
    "data transferred": data_transferred,
    "restore ends": restore_ends,
}


def settle(cloud: Cloud) -> bool:
    """Let everything happen that is due by now; tell whether anything did."""
    now, effects = cloud.now(), cloud.world.effects
    due = 0
    while due < len(effects) and effects[due].due <= now:
        _happen(cloud, effects[due])
        due += 1
    del effects[:due]
    return due > 0


def _happen(cloud: Cloud, effect: Effect) -> None:
    vault = cloud.world.vaults.get(effect.vault)
    if vault is None:
        return
    if effect.what == "operation ends":
        operation = vault.operations[effect.subject]
        OPERATION_ENDS[operation.kind](cloud, vault, operation, effect.due)
    elif effect.what == "item purged":
        purge(vault, effect.subject, effect.due)
    elif (job := vault.jobs[effect.subject]).running:
        JOB_PROCEEDS[effect.what](cloud, vault, job, effect.due)
