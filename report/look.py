"""Reads what the report is about: the items of every configured vault, and the VMs of the subscriptions concerned."""

from datetime import datetime, timedelta

import msgspec

from shared.arm_ids import VaultId, subscription_of
from shared.backup_health import Finding, Kind, counts, judged, unprotected
from shared.connections import Connections
from shared.inventory import Inventory, Unseen


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """Which VMs have no good backup. `protected` counts those that are backed up, `seen` all that were looked at.

    `poisoned` counts the messages in poison queues, at most 32 of each. Times are UTC.
    """

    time: datetime
    stale_hours: int
    vaults: tuple[VaultId, ...]
    unseen: tuple[Unseen, ...]
    seen: int
    protected: int
    poisoned: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]


def look(azure: Connections) -> Report:
    """Look at all configured vaults, and at the VMs of their subscriptions; who cannot be seen is named."""
    settings, now, one = azure.settings, azure.now(), Inventory(azure)
    vaults = settings.rules.vaults
    items = [(vault, item) for vault in vaults for item in one.items(vault)]
    subscriptions = sorted({*map(subscription_of, vaults), *(subscription_of(item.vm_id) for _, item in items)})
    vms = [vm for subscription in subscriptions for vm in one.vms(subscription)]
    stale = timedelta(hours=settings.stale_hours)
    unwell = [finding for vault, item in items if (finding := judged(vault, item, now, stale))]
    known = {item.vm_id.casefold() for _, item in items}
    findings = sorted([*unwell, *unprotected(vms, known, settings.rules)], key=_order)
    return Report(
        time=now,
        stale_hours=settings.stale_hours,
        vaults=tuple(vaults),
        seen=len(known | {vm.id.casefold() for vm in vms}),
        protected=sum(not (item.is_stopped or item.is_soft_deleted) for _, item in items),
        poisoned=len(one.letters()),
        counts=dict(counts(findings)),
        findings=tuple(findings),
        unseen=tuple(one.unseen),
    )


def _order(finding: Finding) -> tuple[int, str]:
    return list(Kind).index(finding.kind), finding.vm_id.casefold()
