"""Managed disks over HTTP: those of the VMs, and what restores made."""

from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.machines import find_disk, users_of_disks
from local_stack.simulator.state.names import DISKS, ResourceName
from local_stack.simulator.state.resources import Disk
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page_of
from local_stack.simulator.web.times import iso


def get(call: Call) -> Answer:
    """Show a disk."""
    name = ResourceName(call.names["subscription"], call.names["group"], call.names["disk"])
    disk = find_disk(call.cloud, name)
    return Answer(200, _disk_body(disk, users_of_disks(call.cloud).get(disk.id.lower())))


def list_all(call: Call) -> Answer:
    """List the disks of a resource group."""
    group = ResourceName(call.names["subscription"], call.names["group"], "").group_id().lower()
    disks = ((disk.id, disk) for key, disk in call.cloud.world.disks.items() if key.startswith(f"{group}/"))
    users = users_of_disks(call.cloud)
    return page_of(call, disks, lambda disk: _disk_body(disk, users.get(disk.id.lower())))


def _disk_body(disk: Disk, user: VirtualMachine | None) -> Json:
    encrypted = {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": disk.encryption_set}
    return {
        "name": disk.name.name,
        "id": disk.id,
        "type": DISKS,
        "location": disk.location,
        **({"managedBy": user.id} if user else {}),
        **({"zones": disk.zones} if disk.zones else {}),
        "sku": {"name": "Premium_LRS", "tier": "Premium"},
        "properties": {
            **({"osType": disk.os_type} if disk.os_type else {}),
            "creationData": {"createOption": "Restore" if disk.point else "Empty"},
            "diskSizeGB": disk.gigabytes,
            "timeCreated": iso(disk.created),
            "provisioningState": "Succeeded",
            "diskState": "Attached" if user else "Unattached",
            "encryption": encrypted if disk.encryption_set else {"type": "EncryptionAtRestWithPlatformKey"},
        },
    }
