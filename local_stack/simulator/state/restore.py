"""Restore of a VM or its disks: an operation that ends when its job has started, and the job, which has the same id."""

from datetime import datetime

from local_stack.simulator.state.durations import TRANSFER_SHARE
from local_stack.simulator.state.entities import RecoveryPoint, Vault
from local_stack.simulator.state.findings import error_detail
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.protection import find_item, find_point
from local_stack.simulator.state.resources import DATA_GIGABYTES, OS_GIGABYTES
from local_stack.simulator.state.restore_checks import problems, target_problems
from local_stack.simulator.state.restore_request import RecoveryType, Restore, RestoreRequest
from local_stack.simulator.state.restored import leave_behind
from local_stack.simulator.state.runs import Job, Operation, Outcome, Run, Task
from local_stack.simulator.state.world import Cloud

# What follows the transfer (reference: restore; what a new VM's job shows is quoted in public, too).
SECOND_TASK: dict[RecoveryType, str] = {
    "AlternateLocation": "Create the restored virtual machine",
    "OriginalLocation": "Update the virtual machine",
}
LASTS: dict[RecoveryType, str] = {
    "RestoreDisks": "restore disks",
    "AlternateLocation": "restore vm",
    "OriginalLocation": "replace disks",
}


def plan(cloud: Cloud, point: RecoveryPoint, request: RestoreRequest) -> Restore:
    """Work out what a request means for a recovery point: only restores to a resource group can use its snapshot."""
    chosen = request.chosen(point.disks)
    return Restore(
        request=request,
        point=point.name,
        taken=point.taken,
        os_type=point.os_type,
        vm_size=point.vm_size,
        backed_up=point.disks,
        from_snapshot=bool(request.target_resource_group_id) and point.instant(cloud.now()),
        gigabytes=OS_GIGABYTES[point.os_type] + DATA_GIGABYTES * len(chosen.data),
        due=cloud.now(),
    )


def start_restore(cloud: Cloud, vault: Vault, key: str, request: RestoreRequest, activity_id: str) -> Operation:
    """Start a restore; refuse it for the first problem found."""
    item = find_item(vault, key)
    restore = plan(cloud, find_point(item, request.recovery_point_id, cloud.now()), request)
    for problem in problems(cloud, vault, item, restore):
        raise problem
    outcome = cloud.world.outcome("Restore", item.vm.name)
    operation = cloud.begin(vault, "restore", key, cloud.durations.draw("accept restore"))
    operation.error = outcome.error
    if not outcome.error:
        # The same id: so it was in every recording of 2024, unlike in 2017, and unlike a backup's.
        job = Job(operation.id, "Restore", item.vm, operation.started, activity_id, restore=restore)
        item.restore_job = operation.job = job.id
        _run(cloud, vault, job, restore, outcome)
    return operation


def _run(cloud: Cloud, vault: Vault, job: Job, restore: Restore, outcome: Outcome) -> None:
    """Let the tasks of a job happen, and remember how it is to end."""
    kind = restore.request.recovery_type
    quick = kind == "RestoreDisks" and restore.from_snapshot
    whole = cloud.lasts("restore disks from snapshot" if quick else LASTS[kind], outcome)
    transfer = whole * TRANSFER_SHARE["snapshot" if restore.from_snapshot else "vault"]
    restore.due, restore.container = job.started + transfer, cloud.identifiers.hexadecimal(32)
    job.tasks = [Task("Transfer data from vault", Run.IN_PROGRESS, job.started)]
    job.tasks += [Task(SECOND_TASK[kind])] if kind in SECOND_TASK else []
    job.ends_as, job.error_details = Run(outcome.status), outcome.details()
    vault.jobs[job.id] = job
    cloud.later(transfer, "data transferred", vault, job.id)
    cloud.later(whole, "restore ends", vault, job.id)


def restore_accepted(_: Cloud, vault: Vault, operation: Operation, _at: datetime) -> None:
    """End the operation: the job runs on (recorded in restore_disks.json)."""
    end(vault, operation)


def data_transferred(_: Cloud, _vault: Vault, job: Job, at: datetime) -> None:
    """Go on to the second task, if there is one, unless the job is to fail."""
    if job.ends_as is Run.FAILED:
        return
    transfer, *following = job.tasks
    transfer.status, transfer.ended = Run.COMPLETED, at
    for task in following:
        task.status, task.started = Run.IN_PROGRESS, at


def restore_ends(cloud: Cloud, vault: Vault, job: Job, at: datetime) -> None:
    """End the job as told beforehand; it fails if by now its target cannot take the VM."""
    restore = job.restore
    if restore is None:
        return
    problem = next(target_problems(cloud, job.vm, restore), None)
    if problem and job.ends_as is not Run.FAILED:
        job.ends_as, job.error_details = Run.FAILED, [error_detail(problem)]
    job.end(job.ends_as, at)
    if job.status is not Run.FAILED:
        leave_behind(cloud, vault, job, restore, at)
    if item := vault.items.get(job.vm.protectable_name()):
        item.free(job.id)
