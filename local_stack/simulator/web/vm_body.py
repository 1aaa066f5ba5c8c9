"""A VM as ARM writes it, with its power state and its agent if asked for."""

from datetime import datetime

from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.names import DISKS, VIRTUAL_MACHINES
from local_stack.simulator.state.readiness import Readiness
from local_stack.simulator.state.runs import Json

# What a fresh Linux VM answered (reference: VM creation events, "Is the VM ready for backup?").
_NOT_READY = {
    "code": "ProvisioningState/Unavailable",
    "level": "Warning",
    "displayStatus": "Not Ready",
    "message": "VM status blob is found but not yet populated.",
}
_READY = {"code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Ready"}
_SAYS = {"Linux": "Guest Agent is running", "Windows": "GuestAgent is running and accepting new configurations."}

_LEVEL = {"Failed": "Error"}


def vm_body(vm: VirtualMachine, now: datetime, *, instance_view: bool = False) -> Json:
    """Write a VM."""
    os_disk = {"osType": vm.os_type, "createOption": "FromImage", **_disk(vm, vm.disks.os)}
    data_disks = [{"lun": lun, "createOption": "Attach", **_disk(vm, name)} for lun, name in vm.disks.data.items()]
    return {
        "name": vm.name.name,
        "id": vm.id,
        "type": VIRTUAL_MACHINES,
        "location": vm.location,
        **({"tags": vm.tags} if vm.tags else {}),
        "properties": {
            "hardwareProfile": {"vmSize": vm.size},
            "provisioningState": vm.readiness.at(now).provisioning,
            "vmId": vm.guid,
            "storageProfile": {"osDisk": os_disk, "dataDisks": data_disks},
            "osProfile": {"computerName": vm.name.name},
            **({"timeCreated": vm.created.isoformat()} if vm.created else {}),
            **({"instanceView": _instance_view(vm, now)} if instance_view else {}),
        },
    }


def _instance_view(vm: VirtualMachine, now: datetime) -> Json:
    is_now = vm.readiness.at(now)
    agent = {} if is_now.agent == "absent" else {"vmAgent": _agent(is_now, vm.os_type, now)}
    return {**agent, "hyperVGeneration": "V2", "statuses": _statuses(vm, is_now)}


def _agent(is_now: Readiness, os_type: str, now: datetime) -> Json:
    if is_now.agent == "ready":
        status = {**_READY, "message": _SAYS[os_type], "time": now.isoformat()}
        return {"vmAgentVersion": "2.7.41491.1095", "statuses": [status]}
    return {"vmAgentVersion": "Unknown", "statuses": [{**_NOT_READY, "time": now.isoformat()}]}


def _statuses(vm: VirtualMachine, is_now: Readiness) -> list[Json]:
    """Write provisioning and power; a VM that is being created has no power state yet."""
    state = is_now.provisioning
    done = state == "Succeeded"
    provisioning: Json = {
        "code": f"ProvisioningState/{state.lower()}",
        "level": _LEVEL.get(state, "Info"),
        "displayStatus": "Provisioning succeeded" if done else "Provisioning failed" if state == "Failed" else state,
        **({"time": vm.created.isoformat()} if vm.created and done else {}),
    }
    power = {"code": f"PowerState/{is_now.power}", "level": "Info", "displayStatus": f"VM {is_now.power}"}
    return [provisioning] if state == "Creating" else [provisioning, power]


def _disk(vm: VirtualMachine, name: str) -> Json:
    return {"name": name, "managedDisk": {"id": vm.name._replace(name=name).id_of(DISKS)}}
