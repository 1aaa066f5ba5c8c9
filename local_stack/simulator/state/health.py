"""What Azure Backup thinks of a protected VM: the codes recorded in vm_health_and_job_error_codes.json."""

from typing import NamedTuple

from msgspec import Struct, field


class Health(Struct, frozen=True):
    """One entry of `healthDetails`; `status` is the item's `healthStatus` with it."""

    code: int
    title: str
    message: str
    recommendations: list[str] = field(default_factory=list)
    status: str = "ActionRequired"


class _Known(NamedTuple):
    code: int
    message: str
    recommendation: str
    status: str = "ActionRequired"


HEALTHY = Health(
    400239, "IaasVmHealthGreenDefault", "Backup pre-check status of this virtual machine is OK.", status="Passed"
)

_KNOWN = {
    "UserErrorVmNotFoundV2": _Known(
        400136,
        "Virtual machine doesn't exist.",
        "Please make sure that virtual machine exists or select a different virtual machine.",
    ),
    "UserErrorGuestAgentVersionUnsupported": _Known(
        380016,
        "Does not have the latest agent installed.",
        "Update the agent to the latest version.",
        "ActionSuggested",
    ),
    "UserErrorKeyVaultPermissionsNotConfigured": _Known(
        400198,
        "Azure Backup Service does not have sufficient permissions to Key Vault for Backup of Encrypted "
        "Virtual Machines.",
        "Please grant the required permissions to the Azure Backup Service.",
    ),
    "UserErrorVmVaultLocationMismatch": _Known(
        400175,
        "Virtual machine and vault are in different region.",
        "Select a vault which is in the same region as virtual machine to continue with backup.",
    ),
    "ResourceNotFound": _Known(
        320001,
        "Could not perform the operation as VM no longer exists.",
        "Stop protecting virtual machine without deleting backup data.",
    ),
    "ExtensionSnapshotFailedNoNetwork": _Known(
        400206,
        "Snapshot operation failed due to no network connectivity on the virtual machine.",
        "Ensure that VM has network access.",
    ),
    "UserErrorCrpReportedUserError": _Known(
        400349,
        "Backup failed due to an error. For details, see Job Error Message Details.",
        "For more information, refer https://aka.ms/AB-AzureVM ",
        "ActionSuggested",
    ),
    "UserErrorRpCollectionDeleted": _Known(
        400288,
        "The Restore Point collection has been deleted by the user.",
        "The Restore Point collection used during Backup has been deleted. Please retry the operation and do not "
        "delete any Restore Point collections created under the Resource Group.",
        "ActionSuggested",
    ),
    "UserErrorGuestAgentStatusUnavailable": _Known(
        400196,
        "VM agent is unable to communicate with the Azure Backup Service.",
        "Ensure that VM agent is latest and running.",
        "ActionSuggested",
    ),
}

# What a failed backup says most often.
USUAL_FAILURE = "UserErrorGuestAgentStatusUnavailable"


def ailing(title: str) -> Health:
    """Say what Azure says with a recorded title; ValueError if none has it."""
    if known := _KNOWN.get(title):
        return Health(known.code, title, known.message, [known.recommendation], known.status)
    raise ValueError(f"not a recorded health code: {title}; there are {', '.join(_KNOWN)}")
