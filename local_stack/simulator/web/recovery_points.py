"""Recovery points over HTTP."""

from datetime import datetime

from local_stack.simulator.state.entities import RecoveryPoint
from local_stack.simulator.state.protection import find_point
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import Keys, anything, not_after, not_before, passing
from local_stack.simulator.web.paging import newest_first, page_of
from local_stack.simulator.web.protected_items import item_id
from local_stack.simulator.web.times import iso

KEYS: Keys = {
    "startDate": not_before("recoveryPointTime"),
    "endDate": not_after("recoveryPointTime"),
    "restorePointQueryType": anything,
    "extendedInfo": anything,
    "moveReadyRPOnly": anything,
    "includeSoftDeletedRP": anything,
}

_UNDECIDED = "We're still determining if this Recovery Point can be moved.. Please check again after some time."


def list_all(call: Call) -> Answer:
    """List the recovery points of an item, newest first (recorded in list_recovery_points.json)."""
    points = ((newest_first(point.taken, point.name), point) for point in call.item.kept(call.now))
    return page_of(call, points, lambda point: point_body(call, point), passing(call.filter, KEYS))


def get(call: Call) -> Answer:
    """Show one recovery point (recorded in get_recovery_point.json)."""
    return Answer(200, point_body(call, find_point(call.item, call.names["point"], call.now)))


def point_body(call: Call, point: RecoveryPoint) -> Json:
    """Write a recovery point as recorded."""
    properties = {
        "objectType": "IaasVMRecoveryPoint",
        "recoveryPointType": "AppConsistent" if point.os_type == "Windows" else "FileSystemConsistent",
        "recoveryPointTime": iso(point.taken),
        "recoveryPointAdditionalInfo": "",
        "sourceVMStorageType": "PremiumVMOnPartialPremiumStorage",
        "isSourceVMEncrypted": False,
        "isInstantIlrSessionActive": point.mountable(call.now),
        "recoveryPointTierDetails": _tiers(point, call.now),
        "isManagedVirtualMachine": True,
        "virtualMachineSize": point.vm_size,
        "originalStorageAccountOption": False,
        "osType": point.os_type,
        "recoveryPointMoveReadinessInfo": {"ArchivedRP": {"isReadyForMove": False, "additionalInfo": _UNDECIDED}},
        "securityType": "None",
        "isPrivateAccessEnabledOnAnyDisk": False,
        "createdWithPolicyType": point.policy_type,
        "threatStatus": 0,
    }
    return {
        "id": f"{item_id(call, call.item)}/recoveryPoints/{point.name}",
        "name": point.name,
        "type": "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints",
        "properties": properties,
    }


def _tiers(point: RecoveryPoint, now: datetime) -> list[Json]:
    """List where the data lies; the snapshot is deleted when the policy's instant restore range is over."""
    instant = {"type": "InstantRP", "status": "Valid" if now < point.instant_until else "Deleted"}
    return [instant, {"type": "HardenedRP", "status": "Valid"}] if point.hardened else [instant]
