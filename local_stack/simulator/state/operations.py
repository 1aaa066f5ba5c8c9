"""Long operations and jobs: how one is found, and how it ends."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.runs import Job, Operation, Run


def find_operation(vault: Vault, operation_id: str) -> Operation:
    """Find an operation by its id, under whichever URL it is asked for."""
    if operation := vault.operations.get(operation_id.lower()):
        return operation
    raise refuse("OperationNotFound", operation=operation_id)


def find_job(vault: Vault, job_id: str) -> Job:
    """Find a job by its id; refuse an unknown one."""
    if job := vault.jobs.get(job_id.lower()):
        return job
    raise refuse("JobNotFound", job=job_id)


def end(vault: Vault, operation: Operation) -> bool:
    """End an operation, give up its lock, and tell whether it succeeded."""
    vault.locked.discard(operation.locks)
    operation.status = Run.FAILED if operation.error else Run.SUCCEEDED
    return operation.status is Run.SUCCEEDED
