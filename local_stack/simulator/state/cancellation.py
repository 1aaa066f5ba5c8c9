"""Cancelling jobs: the POST is always accepted, and its operation fails where the job cannot be cancelled."""

from datetime import datetime

from local_stack.simulator.errors import Refusal, refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.findings import operation_error
from local_stack.simulator.state.operations import end, find_job
from local_stack.simulator.state.runs import Job, Operation, Run
from local_stack.simulator.state.world import Cloud

CANCELLABLE = {"Backup", "Restore"}


def cancel(cloud: Cloud, vault: Vault, job_id: str) -> Operation:
    """Begin to cancel a job; from now on it proceeds no further, unless something is in the way."""
    job = find_job(vault, job_id)
    operation = cloud.begin(vault, "cancel", job.id, cloud.durations.draw("cancel"))
    if obstacle := _obstacle(job):
        operation.error = operation_error(obstacle)
    else:
        job.status = Run.CANCELLING
    return operation


def cancellation_ends(_: Cloud, vault: Vault, operation: Operation, at: datetime) -> None:
    """Let the job be over: it leaves nothing, and the next one may begin."""
    if end(vault, operation):
        job = vault.jobs[operation.locks]
        job.end(Run.CANCELLED, at)
        if item := vault.items.get(job.vm.protectable_name()):
            item.free(job.id)


def _obstacle(job: Job) -> Refusal | None:
    """Find what keeps a job from being cancelled: a backup can be until its snapshot is taken (support matrix).

    That a restore can be until its data is transferred, nothing shows.
    """
    if job.operation not in CANCELLABLE:
        return refuse("JobKindNotCancellable")
    if not job.running:
        return refuse("JobNotRunning")
    return None if job.tasks[0].status == Run.IN_PROGRESS else refuse("JobNotCancellableNow")
