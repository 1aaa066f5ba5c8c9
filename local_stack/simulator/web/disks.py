"""Managed disks over HTTP: those of the VMs, and what restores made."""

from local_stack.simulator.state.machines import find_disk, user_of
from local_stack.simulator.state.names import DISKS, ResourceName
from local_stack.simulator.state.resources import Disk
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page
from local_stack.simulator.web.times import iso


def get(call: Call) -> Answer:
    """Show a disk."""
    name = ResourceName(call.names["subscription"], call.names["group"], call.names["disk"])
    return Answer(200, _disk_body(call, find_disk(call.cloud, name)))


def list_all(call: Call) -> Answer:
    """List the disks of a resource group."""
    group = ResourceName(call.names["subscription"], call.names["group"], "").group_id().lower()
    disks = [disk for disk in call.cloud.world.disks.values() if disk.name.group_id().lower() == group]
    return page(call, [_disk_body(call, disk) for disk in disks])


def _disk_body(call: Call, disk: Disk) -> Json:
    user = user_of(call.cloud, disk)
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
