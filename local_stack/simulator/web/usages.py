"""How much is in a vault, counted: the portal and the SDK ask."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.runs import Json, Run
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import parse

_SUMMARIES = {"backupprotecteditemcountsummary", "backupprotectioncontainercountsummary"}


def summary(call: Call) -> Answer:
    """Count items or containers by kind (example BackupProtectedItem_UsageSummary_Get of the specification)."""
    if parse(call.filter).get("type", "").lower() not in _SUMMARIES:
        raise refuse("WrongInput")
    return Answer(200, {"value": [_usage("AzureIaasVM", "Azure Virtual Machine", len(call.vault.items))]})


def of_vault(call: Call) -> Answer:
    """Count what the vault holds and what goes on (example ListUsages of the specification, as far as VMs go)."""
    vault = call.vault
    value = [
        _usage("ProtectedItemCount", "Backup items/Azure virtual machine backup", len(vault.items)),
        _usage("IaaSVMProtectedItemCount", "Azure Virtual Machines", len(vault.items)),
        _usage("IaaSVMProtectedItemCriticalCount", "Critical", _ailing(vault, "ActionRequired")),
        _usage("IaaSVMProtectedItemWarningCount", "Warning", _ailing(vault, "ActionSuggested")),
        _usage("InProgressJobsCount", "In progress", _jobs(vault, Run.IN_PROGRESS)) | {"quotaPeriod": "P1D"},
        _usage("FailedJobsCount", "Failed", _jobs(vault, Run.FAILED)) | {"quotaPeriod": "P1D"},
    ]
    return Answer(200, {"value": value})


def of_replication(call: Call) -> Answer:
    """List what Site Recovery uses of the vault: nothing."""
    return Answer(200, {"value": []}) if call.vault else Answer(404)


def _usage(name: str, text: str, count: int) -> Json:
    return {"unit": "Count", "currentValue": count, "limit": -1, "name": {"value": name, "localizedValue": text}}


def _ailing(vault: Vault, status: str) -> int:
    return sum(item.health is not None and item.health.status == status for item in vault.items.values())


def _jobs(vault: Vault, status: Run) -> int:
    return sum(job.status is status for job in vault.jobs.values())
