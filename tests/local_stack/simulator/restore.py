"""Calls for a restore; a recovery point is given by its address."""

from typing import Any

import requests

from tests.local_stack.simulator.arm import SUBSCRIPTION, Arm, vm_id

SHOP = f"{SUBSCRIPTION}/resourceGroups/shop"
RESTORED = f"{SUBSCRIPTION}/resourceGroups/restored"
STAGING = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/staging4backup"
NETWORK = f"{SHOP}/providers/Microsoft.Network/virtualNetworks/shop-net"
LONGEST = 3727

TO_GROUP = {"recoveryType": "RestoreDisks", "targetResourceGroupId": RESTORED}
TO_BLOBS = {"recoveryType": "RestoreDisks", "targetResourceGroupId": None}
IN_PLACE = {"recoveryType": "OriginalLocation", "targetResourceGroupId": None}


def new_vm(name: str = "db01-again") -> dict[str, str]:
    """Write what a request for a new VM in the group `restored` needs besides the usual."""
    return {
        "recoveryType": "AlternateLocation",
        "targetResourceGroupId": RESTORED,
        "targetVirtualMachineId": f"{RESTORED}/providers/Microsoft.Compute/virtualMachines/{name}",
        "virtualNetworkId": NETWORK,
        "subnetId": f"{NETWORK}/subnets/default",
    }


def request(point: str, **fields: object) -> dict[str, Any]:
    """Write a request to restore disks to the group `restored`, or with other fields; None leaves one out."""
    usual = {
        "objectType": "IaasVMRestoreRequest",
        "recoveryPointId": point.rpartition("/")[2],
        "sourceResourceId": vm_id(point.partition("/recoveryPoints/")[0].rpartition("%3B")[2]),
        "storageAccountId": STAGING,
        "region": "westeurope",
        "createNewCloudService": False,
        "originalStorageAccountOption": False,
    }
    return {key: value for key, value in (usual | TO_GROUP | fields).items() if value is not None}


def restore(arm: Arm, point: str, **fields: object) -> requests.Response:
    """POST a restore."""
    return arm.call("POST", f"{point}/restore", {"properties": request(point, **fields)})


def disks(arm: Arm, group: str = RESTORED) -> list[str]:
    """Name the disks of a resource group."""
    return arm.names(f"{group}/providers/Microsoft.Compute/disks")


def disk(arm: Arm, name: str, group: str = RESTORED) -> dict[str, Any]:
    """Show a disk."""
    shown: dict[str, Any] = arm.get(f"{group}/providers/Microsoft.Compute/disks/{name}").json()
    return shown
