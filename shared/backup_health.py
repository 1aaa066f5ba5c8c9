"""How well a VM's backups are: what is wrong with them, if anything. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec

from shared.arm_ids import VaultId, name_of
from shared.protected_items import ProtectedItem
from shared.rules import LeftAlone, Place, Rules
from shared.virtual_machines import Vm

NEVER = 2001  # the year in which Azure dates a backup that never was (recorded in enable_protection.json)
ILL = {"ActionRequired", "ActionSuggested"}
REASONS = {"BackupsSuspended": "its backups are suspended", "ProtectionPaused": "its protection is paused"}
UNWELL = {"ProtectionError", "Invalid"}


class Kind(StrEnum):
    """What may be wrong, the worst first; who is left alone is so on purpose."""

    UNPROTECTED = "unprotected"
    FAILING = "failing"
    STALE = "stale"
    STOPPED = "stopped"
    SOFT_DELETED = "softDeleted"
    LEFT_ALONE = "leftAlone"


TITLES = {
    Kind.UNPROTECTED: "Unprotected",
    Kind.FAILING: "Failing",
    Kind.STALE: "Stale",
    Kind.STOPPED: "Stopped",
    Kind.SOFT_DELETED: "Soft-deleted",
    Kind.LEFT_ALONE: "Left alone",
}


class Finding(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A VM without a good backup: why, and when its last one was (UTC)."""

    kind: Kind
    vm_id: str
    reason: str
    vault_id: VaultId | None = None
    policy: str | None = None
    last_backup: datetime | None = None
    region: str | None = None


def judged(vault_id: VaultId, item: ProtectedItem, now: datetime, stale: timedelta) -> Finding | None:
    """Return what is wrong with a VM that a vault knows, the worst of it, or None."""
    properties = item.properties
    last = last_backup(item)
    told = _what_is_wrong(item, last, now, stale)
    if not told:
        return None
    kind, reason = told
    return Finding(kind, item.vm_id, reason, vault_id, properties.policy_name, last)


def unprotected(vms: Iterable[Vm], protected: set[str], rules: Rules) -> Iterator[Finding]:
    """Yield the VMs that no configured vault knows; `protected` holds their ids in lower case."""
    for vm in vms:
        if vm.id.casefold() not in protected:
            yield _unprotected(vm, rules)


def _what_is_wrong(
    item: ProtectedItem, last: datetime | None, now: datetime, stale: timedelta
) -> tuple[Kind, str] | None:
    properties = item.properties
    if item.is_soft_deleted:
        left = (properties.deferred_delete_time_remaining or "").partition(".")[0]
        return Kind.SOFT_DELETED, f"its backups are deleted for good in {left} days" if left else "its backups will go"
    if item.is_stopped:
        return Kind.STOPPED, REASONS.get(properties.protection_state, "its protection is stopped")
    if properties.last_backup_status == "Failed" or properties.protection_state in UNWELL:
        return Kind.FAILING, _health(item) or "its last backup failed"
    if not last:
        return Kind.STALE, "it has never been backed up"
    if now - last > stale:
        return Kind.STALE, f"its last backup is {_hours(now - last)} old"
    return None


def _unprotected(vm: Vm, rules: Rules) -> Finding:
    """Say why nobody protects a VM."""
    match rules.place_of(vm.location, vm.tags or {}):
        case LeftAlone(reason):
            return Finding(Kind.LEFT_ALONE, vm.id, reason, region=vm.location)
        case Place(vault_id, policy):
            ask = f"vmbackup protect {name_of(vm.id)}, or a protect-vm message"
            reason = f"a rule says where it belongs, but no vault protects it: {ask}"
            return Finding(Kind.UNPROTECTED, vm.id, reason, vault_id, policy, region=vm.location)
        case unclear:
            return Finding(Kind.UNPROTECTED, vm.id, f"{unclear.message} {unclear.remedy}", region=vm.location)


def _health(item: ProtectedItem) -> str:
    """Return what Azure finds wrong with a VM; of one that it finds healthy it tells only that."""
    if item.properties.health_status not in ILL:
        return ""
    told = (detail.message or detail.title or "" for detail in item.properties.health_details or ())
    return " ".join(filter(None, told))


def last_backup(item: ProtectedItem) -> datetime | None:
    """Return when a VM's last good backup was, UTC."""
    properties = item.properties
    last = properties.last_recovery_point or properties.last_backup_time
    if not last or last.year <= NEVER:
        return None
    return last if last.tzinfo else last.replace(tzinfo=UTC)


def _hours(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"  # noqa: PLR2004 - three days


def counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    """Return how many findings there are of each kind."""
    kinds = [finding.kind for finding in findings]
    return {kind.value: kinds.count(kind) for kind in Kind}
