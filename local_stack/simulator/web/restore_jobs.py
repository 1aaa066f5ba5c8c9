"""The details of a restore's job, as recorded in restore_disks.json and restore_disk_exclusion_lun_list.json."""

from datetime import datetime

from local_stack.simulator.state.restore_request import RecoveryType, Restore
from local_stack.simulator.state.restored import plain
from local_stack.simulator.state.runs import Job, Json, Run
from local_stack.simulator.web.times import american, iso_duration

JOB_TYPE: dict[RecoveryType, str] = {
    "RestoreDisks": "Recover disks",
    "AlternateLocation": "Recover VM to an alternate location",
    "OriginalLocation": "Replace disks",
}

# A transfer from the vault told nothing of its progress after 19 % of its time, but after 41 % (restore_disks.json).
FIRST_FIGURES = 0.4

# All the while a restore from the snapshot ran, it was at 1 % (restore_disks.json).
STARTED, DONE = 1.0, 100.0


def restore_details(job: Job, restore: Restore, now: datetime) -> Json:
    """Write tasks and properties; tasks have no times, and of the transfer from the vault one sees how far it is."""
    tasks = [
        {"taskId": task.name, "duration": "PT0S", "status": task.status, "taskType": "Normal"} for task in job.tasks
    ]
    if share := _transferred(job, restore, now):
        size = restore.gigabytes
        tasks[0]["taskExecutionDetails"] = f"{round(size * share, 2):g} GBs / {size} GBs Transferred"
    return {
        "tasksList": tasks,
        "propertyBag": _asked(job, restore) | (_written(job, restore) if _has_results(job) else {}),
        "internalPropertyBag": {"restoreLocationType": restore.request.recovery_type},
        **_progress(job, restore, share, now),
    }


def _transferred(job: Job, restore: Restore, now: datetime) -> float:
    """Tell the share of the data that has come from the vault; 0 if nothing is told of it."""
    whole = restore.due - job.started
    share = (min(job.ended or now, restore.due) - job.started) / whole if whole else 1
    return 0 if restore.from_snapshot or share < FIRST_FIGURES else share


def _progress(job: Job, restore: Restore, share: float, now: datetime) -> Json:
    if _has_results(job):
        return {"progressPercentage": DONE, "estimatedRemainingDuration": "PT0S"}
    left = {"estimatedRemainingDuration": iso_duration(max(restore.due, now) - now)} if share and job.running else {}
    percentage = float(int(share * 100)) or STARTED
    return {"progressPercentage": percentage, **left, "dynamicErrorMessage": ""}


def _has_results(job: Job) -> bool:
    return job.status in (Run.COMPLETED, Run.COMPLETED_WITH_WARNINGS)


def _asked(job: Job, restore: Restore) -> Json:
    """Repeat the request; `Recovery point time ` ends with a blank, and disks alone have `vmName` as their VM."""
    request = restore.request
    names = {"AlternateLocation": str(request.target_virtual_machine_id), "OriginalLocation": job.vm.name}
    group = request.target_resource_group_id
    return {
        "Job Type": JOB_TYPE[request.recovery_type],
        "Target VM Name": names.get(request.recovery_type, "vmName").rpartition("/")[2],
        "Target Storage Account Name": request.staging_id.rpartition("/")[2],
        "Recovery point time ": american(restore.taken),
        **({"Target resource group": group.rstrip("/").rpartition("/")[2]} if group else {}),
    }


def _written(job: Job, restore: Restore) -> Json:
    """Name what lies in the staging account; the disks only if some were left out."""
    account = restore.request.staging_id.rpartition("/")[2]
    container = f"{plain(job.vm.name)}-{restore.container}"
    config = f"config-{plain(job.vm.name)}-{job.id}.json"
    blobs = f"https://{account}.blob.core.windows.net/{container}"
    bag = {
        "Config Blob Name": config,
        "Config Blob Container Name": container,
        "Config Blob Uri": f"{blobs}/{config}",
        "Template Blob Uri": f"{blobs}/azuredeploy{job.id}.json",
    }
    if restore.request.restore_disk_lun_list is not None:
        bag["Restored disk(s)"] = "; ".join(restore.request.chosen(restore.backed_up).names())
        bag["Backed-up disk(s)"] = "; ".join(restore.backed_up.names())
    return bag
