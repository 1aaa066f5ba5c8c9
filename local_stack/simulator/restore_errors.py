"""Every error of restores and of cancelling jobs, one line each; same words of evidence as in errors.py.

What is refused is documented; how Azure says so, no recording shows. Those of cancelling are not refused at once:
the POST is accepted, and its operation fails (Azure/azure-rest-api-specs#5306).
"""

from local_stack.simulator.errors import ErrorForm

_RUNNING = "Unable to initiate restore as another restore operation is currently in progress."
_NO_GROUP = "Target resource group '{group}' was not found."
_NO_ACCOUNT = "Storage account '{account}' was not found."
_ELSEWHERE = "Storage account '{account}' is in '{region}', but the vault is in '{vault}'."
_NO_FIELD = "A restore of the type '{type}' needs '{field}'."
_NO_SUBNET = "Subnet '{subnet}' was not found in virtual network '{network}'."
_BAD_NAME = "'{vm}' is not the id of a VM in the target resource group with a name of 1 to {longest} characters."
_TAKEN = "A virtual machine with the name '{name}' already exists in resource group '{group}'."
_VM_GONE = "Virtual machine doesn't exist."
_NO_DISK = "Recovery point '{point}' has no disk with the LUN {lun}."

_NOT_THIS_KIND = "Cancellation isn't supported for this job type. Wait until the job finishes."
_NOT_NOW = "The job isn't in a cancelable state. Wait until the job finishes."
_NOT_RUNNING = "Backup can't cancel the job because it isn't in progress."

RESTORE = {
    "RestoreRunning": ErrorForm(
        409, "UserErrorRestoreOperationInProgress", _RUNNING, "invented", remedy="Wait until the job finishes."
    ),
    "TargetGroupNotFound": ErrorForm(
        400, "UserErrorTargetResourceGroupNotFound", _NO_GROUP, "invented", remedy="Create the resource group first."
    ),
    "StagingAccountNotFound": ErrorForm(
        400, "UserErrorStorageAccountNotFound", _NO_ACCOUNT, "invented", remedy="Choose an existing storage account."
    ),
    "StagingAccountElsewhere": ErrorForm(
        400, "UserErrorStorageAccountRegionMismatch", _ELSEWHERE, "invented", remedy="Choose one in the vault's region."
    ),
    "FieldMissing": ErrorForm(400, "BMSUserErrorInvalidInput", _NO_FIELD, "invented", remedy="Add it to the request."),
    "SubnetNotFound": ErrorForm(
        400, "UserErrorSubnetNotFound", _NO_SUBNET, "invented", remedy="Choose an existing network and subnet."
    ),
    "VmNameMalformed": ErrorForm(
        400, "UserErrorInvalidVirtualMachineName", _BAD_NAME, "invented", remedy="Use letters, digits and hyphens."
    ),
    "VmNameTaken": ErrorForm(
        400, "UserErrorVirtualMachineAlreadyExists", _TAKEN, "invented", remedy="Choose another name."
    ),
    # Recorded as the health of a protected item (vm_health_and_job_error_codes.json), not as a refusal.
    "SourceVmGone": ErrorForm(
        400, "UserErrorVmNotFoundV2", _VM_GONE, "invented", remedy="Restore the disks, or a new VM."
    ),
    "DiskNotInPoint": ErrorForm(
        400, "UserErrorDiskNotInRecoveryPoint", _NO_DISK, "invented", remedy="List LUNs that were backed up."
    ),
    # The messages are documented (backup-azure-vms-troubleshoot.md, Jobs), the codes are not.
    "JobKindNotCancellable": ErrorForm(400, "UserErrorJobTypeNotCancellable", _NOT_THIS_KIND, "invented"),
    "JobNotCancellableNow": ErrorForm(400, "UserErrorJobNotInCancellableState", _NOT_NOW, "invented"),
    "JobNotRunning": ErrorForm(400, "UserErrorJobNotInProgress", _NOT_RUNNING, "invented"),
}
