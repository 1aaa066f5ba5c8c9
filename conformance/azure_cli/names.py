"""What several stories say in the same words."""

from conformance.pattern import Keep, Pattern

NEW_VAULT = {"properties": {"provisioningState": "Succeeded"}}


def of(vm: str) -> str:
    """Name the item of a VM by its friendly names, as the options of most commands."""
    return f"$vault -c {vm} -i {vm} --backup-management-type AzureIaasVM"


def shown(vm: str) -> str:
    """Show the item of a VM."""
    return f"backup item show $vault -c {vm} -n {vm} --backup-management-type AzureIaasVM"


def job(operation: str, vm: str, status: str = "Completed") -> Pattern:
    """Expect a job, and keep its name as `$job`."""
    properties = {"operation": operation, "status": status, "entityFriendlyName": vm, "jobType": "AzureIaaSVMJob"}
    return {"name": Keep("job"), "type": "Microsoft.RecoveryServices/vaults/backupJobs", "properties": properties}


def item(**properties: Pattern) -> Pattern:
    """Expect an item with these properties."""
    return {"properties": properties}


def points(*names: str) -> Pattern:
    """Expect recovery points, newest first, and keep their names."""
    return [{"name": Keep(name), "properties": {"objectType": "IaasVMRecoveryPoint"}} for name in names]
