"""What Azure's error codes mean for the operator, and what to do. One table."""

from typing import NamedTuple

import msgspec

from shared.answers import Refused
from shared.problem import Problem
from shared.tracker import Stage


class Remedy(NamedTuple):
    """What to do about a code, and the message's field that is to blame, where one is."""

    action: str
    field: str | None = None


REMEDIES = {
    "ResourceNotFound": Remedy("Name an existing vault: its subscription, resource group and name.", "vaultId"),
    "ResourceGroupNotFound": Remedy("Name an existing resource group in the vault's id.", "vaultId"),
    "SubscriptionNotFound": Remedy("Name a subscription that the app's identity can see.", "vaultId"),
    "InvalidSubscriptionId": Remedy("Name a subscription that the app's identity can see.", "vaultId"),
    "BMSUserErrorDataSourceObjectNotFound": Remedy("Protect the VM in this vault first: queue protect-vm.", "vmId"),
    "BMSUserErrorInvalidConfigureProtectionRequest": Remedy("Check that vault and VM are in the same region.", "vmId"),
    "BMSUserErrorPolicyNotFound": Remedy("Name a policy for Azure VMs of this vault, DefaultPolicy say.", "policy"),
    "BMSUserErrorProtectionStopped": Remedy(
        'Resume its protection first: queue protection, "action": "resume".', "vmId"
    ),
    "UserErrorVmVaultLocationMismatch": Remedy("Name a vault in the VM's own region.", "vaultId"),
    "UserErrorVmNotFoundV2": Remedy("Name a VM that exists, or stop its protection.", "vmId"),
    "AuthorizationFailed": Remedy(
        "Give the app's identity Backup Contributor on the vault's resource group"
        " and Virtual Machine Contributor on the VM's; a new assignment takes minutes to work."
    ),
    "LinkedAuthorizationFailed": Remedy("Give the app's identity Virtual Machine Contributor on the VM."),
    "KeyVaultForbidden": Remedy("Give the app's identity Key Vault Secrets Officer on the key vault."),
    "KeyVaultConflict": Remedy("The request was revoked before: send it again with another requestId.", "requestId"),
    "BlobStorageForbidden": Remedy("Give the app's identity Storage Blob Data Contributor on the storage account."),
    "InvalidAuthenticationToken": Remedy("Check ARM_ENDPOINT and the tenant that the app signs in to."),
    "AuthenticationFailed": Remedy("Check ARM_ENDPOINT and the tenant that the app signs in to."),
}


STAGES = {
    Stage.CANCELLING: Remedy("Wait for the job's end: a backup can be cancelled only while it takes its snapshot."),
}


def advised(problem: Problem, stage: Stage | None = None) -> Problem:
    """Add what to do to a problem for which Azure recommends nothing."""
    known = REMEDIES.get(problem.code) or (STAGES.get(stage) if stage else None)
    if problem.recommendations or not known:
        return problem
    return msgspec.structs.replace(problem, field=known.field, recommendations=(known.action,))


def problem_of(refused: Refused) -> Problem:
    """Put a refusal into words for an event: Azure's own, and what to do."""
    problem = Problem(refused.code, refused.message, refused.field, (refused.remedy,) if refused.remedy else ())
    return advised(problem)
