"""Which VMs of a fleet are backed up, which are not and why, and when each one's turn is. Pure."""

import random
from collections.abc import Mapping

import msgspec

from shared.arm_ids import VmId, is_vm
from shared.protected_items import ProtectedItem
from shared.recovery_services import item_name
from shared.requests import BackupFleet
from shared.rules import TagNames, opted_out, tag


class Plan(msgspec.Struct, frozen=True, rename="camel"):
    """The VMs to back up, those left out with the reason."""

    vms: tuple[VmId, ...]
    skipped: dict[str, str]


class Fleet(msgspec.Struct, frozen=True):
    """What Azure says: the vault's items, the VMs' tags, and the running backups by item name."""

    items: tuple[ProtectedItem, ...]
    tags: Mapping[str, Mapping[str, str]]
    running: Mapping[str, str]


def plan(request: BackupFleet, fleet: Fleet, names: TagNames) -> Plan:
    """Choose the VMs. Ids are compared without case; what the request does not ask for is not mentioned."""
    items = {item.vm_id.casefold(): item for item in fleet.items}
    asked = {vm_id.casefold(): vm_id for vm_id in request.vms or [item.vm_id for item in fleet.items]}
    reasons = {
        vm_id: _reason(items.get(key), request, fleet, names)
        for key, vm_id in asked.items()
        if request.vms or _has_tag(request, fleet.tags.get(key, {}))
    }
    return Plan(
        tuple(vm_id for vm_id, reason in reasons.items() if not reason),
        {vm_id: reason for vm_id, reason in reasons.items() if reason},
    )


def offsets(count: int, window: float, per_minute: float) -> list[float]:
    """Return each VM's turn, in seconds from now: one in each equal share of the window, anywhere in it.

    A window that is too short for the rate is made longer: the rate holds.
    """
    span = max(window, count * 60 / per_minute)
    return [span * (place + random.random()) / count for place in range(count)]  # noqa: S311 - spreads load only


def _has_tag(request: BackupFleet, tags: Mapping[str, str]) -> bool:
    return all(tag(tags, name) == value for name, value in (request.tag or {}).items())


def _reason(item: ProtectedItem | None, request: BackupFleet, fleet: Fleet, names: TagNames) -> str | None:
    """Return why a VM is left out, or None."""
    if not item:
        return "the vault does not protect it"
    tags = fleet.tags.get(item.vm_id.casefold(), {})
    if not _has_tag(request, tags):
        return "it does not have the tag"
    if reason := _inactive(item):
        return reason
    if opted_out(tags, names):
        return f"its tag {names.backup} says no"
    job_id = fleet.running.get(item_name(item.vm_id).casefold())
    return f"job {job_id} backs it up already" if job_id else None


def _inactive(item: ProtectedItem) -> str | None:
    """Return why Azure would not back an item up, or None."""
    if not is_vm(item.vm_id):
        return "it is no VM of Azure Resource Manager"
    if item.is_soft_deleted:
        return "its protection is deleted"
    return "its protection is stopped" if item.is_stopped else None
