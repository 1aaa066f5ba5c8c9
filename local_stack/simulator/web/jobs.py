"""Jobs over HTTP."""

from datetime import datetime

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.runs import Job, Json, Task
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import Keys, equals, not_after, not_before, passing
from local_stack.simulator.web.paging import newest_first, page
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
    job = call.vault.jobs.get(call.names["job"].lower())
    if job is None:
        raise refuse("JobNotFound", job=call.names["job"])
    return Answer(200, job_body(call, job, details=True))


def list_all(call: Call) -> Answer:
    """List the jobs of a vault, newest first, without details (recorded in list_jobs.json)."""
    bodies = [job_body(call, job, details=False) for job in call.vault.jobs.values()]
    return page(call, passing(bodies, call.filter, KEYS), by=newest_first("startTime"))


def job_body(call: Call, job: Job, *, details: bool) -> Json:
    """Write a job; only one asked for by name has details."""
    name = job.vm.protectable_name()
    properties: Json = {
        "jobType": "AzureIaaSVMJob",
        **({"actionsInfo": ["Cancellable"]} if job.operation == "Backup" else {}),
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
