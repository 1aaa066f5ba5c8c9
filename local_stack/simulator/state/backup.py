"""On-demand backup: an operation that ends when its job has started, and a job of two tasks."""

from datetime import datetime, timedelta
from uuid import uuid4

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.durations import SNAPSHOT_SHARE
from local_stack.simulator.state.entities import RecoveryPoint, Vault
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.protection import find_item
from local_stack.simulator.state.runs import Job, Json, Operation, Outcome, Run, Task
from local_stack.simulator.state.world import Cloud

# The recorded point was taken 4.4 s into a snapshot of 457 s (get_recovery_point.json, job_polling_backup.json).
SNAPSHOT_MOMENT = 0.01

# Without an expiry in the request a recovery point is kept for 30 days.
DEFAULT_RETENTION = timedelta(days=30)

# What a job says of a VM deleted meanwhile (recorded in job_polling_backup.json).
VM_GONE: Json = {
    "errorCode": 320001,
    "errorTitle": "ResourceNotFound",
    "errorString": "Could not perform the operation as VM no longer exists.",
    "recommendations": [
        (
            "Stop protecting virtual machine without deleting backup data. "
            "More details at http://go.microsoft.com/fwlink/?LinkId=808124 "
        )
    ],
}


def start_backup(cloud: Cloud, vault: Vault, key: str, expires: datetime | None, activity_id: str) -> Operation:
    """Start a backup; refuse while the item is locked, backed up already, or no longer under a policy."""
    item = find_item(vault, key)
    if key in vault.locked:
        raise refuse("Locked")
    if item.backup_job:
        raise refuse("BackupRunning")
    if item.deleted:
        raise refuse("SoftDeleted")
    if not item.backed_up_by_policy:
        raise refuse("NotProtected")
    outcome = cloud.world.outcome("Backup", item.vm.name)
    operation = cloud.begin(vault, "backup", key, cloud.durations.draw("accept backup"))
    operation.error = outcome.error
    if not outcome.error:
        job = Job(str(uuid4()), "Backup", item.vm, operation.started, activity_id)
        job.expiry = expires or operation.started + DEFAULT_RETENTION
        item.backup_job = operation.job = job.id
        _run(cloud, vault, job, outcome)
    return operation


def _run(cloud: Cloud, vault: Vault, job: Job, outcome: Outcome) -> None:
    """Let the two tasks of a job happen, and remember how it is to end."""
    whole = cloud.lasts("backup job", outcome)
    vault.jobs[job.id] = job
    job.tasks = [Task("Take Snapshot", Run.IN_PROGRESS, job.started), Task("Transfer data to vault")]
    job.ends_as, job.error_details = Run(outcome.status), outcome.details()
    cloud.later(whole * SNAPSHOT_SHARE, "snapshot taken", vault, job.id)
    cloud.later(whole, "backup ends", vault, job.id)


def backup_accepted(_: Cloud, vault: Vault, operation: Operation, _at: datetime) -> None:
    """End the operation: the job runs on (recorded in trigger_backup.json)."""
    end(vault, operation)


def snapshot_taken(cloud: Cloud, vault: Vault, job: Job, at: datetime) -> None:
    """Show the recovery point and begin the transfer, unless the job is to fail."""
    if _vm_gone(cloud, job):
        job.ends_as, job.error_details = Run.FAILED, [VM_GONE]
    if job.ends_as is not Run.FAILED:
        snapshot, transfer = job.tasks
        snapshot.status, snapshot.ended = Run.COMPLETED, at
        transfer.status, transfer.started = Run.IN_PROGRESS, at
        _keep_point(cloud, vault, job, at)


def backup_ends(cloud: Cloud, vault: Vault, job: Job, at: datetime) -> None:
    """End the job as told beforehand; if the VM is gone by now, with the recorded warning."""
    if job.ends_as is Run.COMPLETED and _vm_gone(cloud, job):
        job.ends_as, job.error_details = Run.COMPLETED_WITH_WARNINGS, [VM_GONE]
    job.end(job.ends_as, at)
    if job.status is not Run.FAILED:
        transferred = cloud.durations.draw_megabytes() if job.status is Run.COMPLETED else 0
        job.properties["Backup Size"] = f"{transferred} MB"
    _tell_item(vault, job)


def _vm_gone(cloud: Cloud, job: Job) -> bool:
    return job.vm.vm_id().lower() not in cloud.world.vms


def _keep_point(cloud: Cloud, vault: Vault, job: Job, at: datetime) -> None:
    """Add the recovery point: taken seconds after the start, seen when the snapshot is complete."""
    item, vm = vault.items.get(job.vm.protectable_name()), cloud.world.vms[job.vm.vm_id().lower()]
    if item is None or job.expiry is None:
        return
    policy = vault.policies[item.policy.lower()].properties if item.policy else {}
    instant = timedelta(days=policy.get("instantRpRetentionRangeInDays", 2))
    item.points[job.id] = RecoveryPoint(
        name=str(uuid4().int % 10**15),
        taken=job.started + (at - job.started) * SNAPSHOT_MOMENT,
        expires=job.expiry,
        instant_until=at + instant,
        os_type=vm.os_type,
        vm_size=vm.size,
        policy_type=policy.get("policyType", "V1"),
        disks=item.backed_up(vm.disks),
    )


def _tell_item(vault: Vault, job: Job) -> None:
    """Show the backup on its item, if that still exists."""
    item = vault.items.get(job.vm.protectable_name())
    if item is None or item.backup_job != job.id:
        return
    item.free(job.id)
    item.last_backup, item.last_backup_status = job.started, job.status
    if job.status is Run.COMPLETED:
        item.points[job.id].hardened = True
    if item.backed_up_by_policy and job.id in item.points:
        item.state = "Protected"
