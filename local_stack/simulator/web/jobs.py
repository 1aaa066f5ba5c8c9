"""Jobs over HTTP."""

from datetime import datetime

from local_stack.simulator.state.cancellation import CANCELLABLE, cancel
from local_stack.simulator.state.operations import find_job
from local_stack.simulator.state.runs import Job, Json, Task
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import Keys, equals, not_after, not_before, passing
from local_stack.simulator.web.operation_addresses import accepted
from local_stack.simulator.web.paging import newest_first, page_of
from local_stack.simulator.web.restore_jobs import restore_details
from local_stack.simulator.web.times import UNSET, american, iso, iso_duration

KEYS: Keys = {
    "status": equals("status"),
    "operation": equals("operation"),
    "backupManagementType": equals("backupManagementType"),
    "jobId": lambda body, value: str(body["name"]).lower() == value.lower(),
    "startTime": not_before("startTime"),
    "endTime": not_after("startTime"),
}


def get(call: Call) -> Answer:
    """Show one job with its tasks: 200 whatever its state (recorded in job_polling_backup.json)."""
    return Answer(200, job_body(call, find_job(call.vault, call.names["job"]), details=True))


def list_all(call: Call) -> Answer:
    """List the jobs of a vault, newest first, without details (recorded in list_jobs.json)."""
    jobs = ((newest_first(job.started, job.id), job) for job in call.vault.jobs.values())
    return page_of(call, jobs, lambda job: job_body(call, job, details=False), passing(call.filter, KEYS))


def stop(call: Call) -> Answer:
    """Cancel a job: always accepted, what became of it tells the operation (Azure/azure-rest-api-specs#5306)."""
    return accepted(call, cancel(call.cloud, call.vault, call.names["job"]))


def job_body(call: Call, job: Job, *, details: bool) -> Json:
    """Write a job; only one asked for by name has details."""
    name = job.vm.protectable_name()
    properties: Json = {
        "jobType": "AzureIaaSVMJob",
        # Whatever its state: a completed backup was recorded with it (job_polling_backup.json).
        **({"actionsInfo": ["Cancellable"]} if job.operation in CANCELLABLE else {}),
        "containerName": name,
        "duration": iso_duration((job.ended or call.now) - job.started),
        **({"errorDetails": job.error_details} if job.error_details and not job.running else {}),
        "virtualMachineVersion": "Compute",
        **({"extendedInfo": _extended(job, call.now)} if details else {}),
        "entityFriendlyName": job.vm.name,
        "backupManagementType": "AzureIaasVM",
        "operation": job.operation,
        "status": job.status,
        "startTime": iso(job.started),
        **({"endTime": iso(job.ended)} if job.ended else {}),
        "activityId": job.activity_id,
    }
    return {
        "id": f"{call.vault.id}/backupJobs/{job.id}",
        "name": job.id,
        "type": "Microsoft.RecoveryServices/vaults/backupJobs",
        "properties": properties,
    }


def _extended(job: Job, now: datetime) -> Json:
    if job.restore:
        return restore_details(job, job.restore, now)
    bag = {"VM Name": job.vm.name}
    if job.expiry:
        bag["Recovery Point Expiry Time in UTC"] = american(job.expiry)
    instant = {"internalPropertyBag": {"IsInstantRpJob": "True"}} if job.operation == "Backup" else {}
    tasks = [_task_body(task, now) for task in job.tasks]
    return {"tasksList": tasks, "propertyBag": bag | job.properties, **instant}


def _task_body(task: Task, now: datetime) -> Json:
    lasted = (task.ended or now) - task.started if task.started else None
    return {
        "taskId": task.name,
        "startTime": iso(task.started) if task.started else UNSET,
        "endTime": iso(task.ended) if task.ended else UNSET,
        "duration": iso_duration(lasted) if lasted else "PT0S",
        "status": task.status,
        "taskType": "Normal",
    }
