"""Calls that may be made again, by the last part of their path: each starts nothing that a second one starts twice."""

REPEATABLE = {
    "refreshContainers": "has the vault look for VMs; a second look finds the same ones, and touches none",
    "backupStatus": "asks which vault protects a VM: a read that needs a body",
    "backupValidateOperation": "asks whether a restore could be done: nothing is restored, nothing is kept",
    "listInstantItemRecoveryOperationResult": "asks for the script of a session that is open: a read that needs a body",
    "cancel": "asks for the end of a job: one that ends does so once, and one past its phase goes on either way",
    # Azure keeps no job of it, by which a start whose answer was lost could be found.
    "provisionInstantItemRecovery": "opens the one session of a recovery point anew; what was opened before is void",
    "revokeInstantItemRecovery": "closes the one session of a recovery point; one that is closed stays so",
}


def is_repeatable(path: str) -> bool:
    """Tell whether a call to this path may be made again."""
    return path.rpartition("/")[2].lower() in {action.lower() for action in REPEATABLE}
