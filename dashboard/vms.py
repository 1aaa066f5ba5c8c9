"""How well each VM is backed up. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from shared.arm_ids import VaultId, group_of, name_of
from shared.backup_health import Finding, Kind, judged, last_backup, unprotected
from shared.protected_items import ProtectedItem
from shared.rules import Rules
from shared.virtual_machines import Vm

GOOD = "good"
STATES = (*(kind.value for kind in Kind if kind is not Kind.LEFT_ALONE), GOOD, Kind.LEFT_ALONE.value)

type Item = tuple[VaultId, ProtectedItem]


class VmState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A VM, and how well it is backed up: `good`, or what is wrong and why; its last good backup (UTC)."""

    vm_id: str
    state: str
    reason: str = ""
    vault_id: VaultId | None = None
    policy: str | None = None
    region: str | None = None
    last_backup: datetime | None = None


def states(
    items: Sequence[Item], vms: Iterable[Vm], rules: Rules, now: datetime, stale: timedelta
) -> tuple[VmState, ...]:
    """Return all VMs: the worst first, of equals the one with the oldest backup."""
    protected = {item.vm_id.casefold() for _, item in items}
    known = (_of_item(vault, item, now, stale) for vault, item in items)
    return tuple(sorted([*known, *map(_of_finding, unprotected(vms, protected, rules))], key=_order))


def searched(vm: VmState) -> str:
    """Return what a filter looks into, in lower case: name, group, vault, policy and region."""
    texts = (name_of(vm.vm_id), group_of(vm.vm_id), name_of(vm.vault_id), vm.policy or "", vm.region or "")
    return " ".join(texts).casefold()


def is_chosen(vm: VmState, text: str, state: str) -> bool:
    """Tell whether a filter chooses a VM: by a part of what it looks into, and by its state."""
    return text.casefold().strip() in searched(vm) and state in ("", vm.state)


def _of_item(vault: VaultId, item: ProtectedItem, now: datetime, stale: timedelta) -> VmState:
    finding = judged(vault, item, now, stale)
    if finding:
        return _of_finding(finding)
    policy = item.properties.policy_name
    return VmState(vm_id=item.vm_id, state=GOOD, vault_id=vault, policy=policy, last_backup=last_backup(item))


def _of_finding(finding: Finding) -> VmState:
    return VmState(
        vm_id=finding.vm_id,
        state=finding.kind.value,
        reason=finding.reason,
        vault_id=finding.vault_id,
        policy=finding.policy,
        region=finding.region,
        last_backup=finding.last_backup,
    )


def _order(vm: VmState) -> tuple[int, float, str]:
    last = vm.last_backup.timestamp() if vm.last_backup else 0.0
    return STATES.index(vm.state), last, vm.vm_id.casefold()
