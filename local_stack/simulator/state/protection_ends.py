"""What becomes of a protected item once a write on it has come to its end."""

from datetime import datetime
from uuid import uuid4

from local_stack.simulator.state.entities import ProtectedItem, Vault
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.runs import Change, Operation, Run
from local_stack.simulator.state.soft_delete import keep_for_now, keeps_deleted
from local_stack.simulator.state.world import Cloud


def protection_ends(cloud: Cloud, vault: Vault, operation: Operation, at: datetime) -> None:
    """Let the change take effect; its job ends with the operation (recorded in enable_protection.json)."""
    job, change = vault.jobs[operation.job], operation.change
    if end(vault, operation) and change:
        _APPLY[change.kind](cloud, vault, operation, change)
    job.ended, job.status = at, Run.FAILED if operation.error else job.ends_as


def _enable(_: Cloud, vault: Vault, operation: Operation, change: Change) -> None:
    key = operation.locks
    item = vault.items.setdefault(key, ProtectedItem(change.vm, change.policy, str(uuid4().int % 10**15)))
    item.policy, item.extended_properties = change.policy, change.extended_properties
    item.state = "Protected" if item.last_backup else "IRPending"


def _stop(_: Cloud, vault: Vault, operation: Operation, change: Change) -> None:
    item = vault.items[operation.locks]
    item.policy, item.state = change.policy, "BackupsSuspended" if change.policy else "ProtectionStopped"


def _undelete(cloud: Cloud, vault: Vault, operation: Operation, change: Change) -> None:
    vault.items[operation.locks].deleted = None
    _stop(cloud, vault, operation, change)


def _delete(cloud: Cloud, vault: Vault, operation: Operation, change: Change) -> None:
    if not keeps_deleted(vault):
        del vault.items[operation.locks]
        return
    _stop(cloud, vault, operation, change)
    # Counted from the start of the operation, not from its end (recorded in soft_delete_and_undelete.json).
    keep_for_now(cloud, vault, vault.items[operation.locks], operation.started)


_APPLY = {"enable": _enable, "stop": _stop, "delete": _delete, "undelete": _undelete}
