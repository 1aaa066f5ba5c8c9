"""What the portal asks before it protects a VM: is it free, and is it supported?"""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.names import vm_name
from local_stack.simulator.web.call import Answer, Call

_ALREADY = (
    "Virtual machine with same name and same resource group is already protected. Please select `Disable' choice "
    "above for backup and go to backup item corresponding to this VM in the vault"
)


def pre_validate(call: Call) -> Answer:
    """Tell whether a VM can be protected: 200 in any case (example ProtectionIntent_Validate of the specification)."""
    vm = vm_name(str(call.body.get("resourceId")))
    if vm is None or call.body.get("resourceType") != "VM":
        raise refuse("WrongInput")
    protected = call.cloud.world.protector(vm) is not None
    body = {
        "status": "Failed" if protected else "Succeeded",
        "errorCode": "VirtualMachineAlreadyProtected" if protected else "",
        "errorMessage": _ALREADY if protected else "",
        "recommendation": "",
        "containerName": f"iaasvmcontainer;{vm.protectable_name()}",
        "protectedItemName": f"vm;{vm.protectable_name()}",
    }
    return Answer(200, body)


def validate_feature(call: Call) -> Answer:
    """Tell that VMs can be backed up (example BackupFeature_Validate of the specification)."""
    if call.body.get("featureType") != "AzureVMResourceBackup":
        raise refuse("WrongInput")
    return Answer(200, {"supportStatus": "Supported"})
