"""Reads what the report is about: the items of every configured vault, and the VMs of the subscriptions concerned."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec

from report.judge import Finding, Kind, counts, judged, unprotected
from shared.arm_ids import VaultId, subscription_of
from shared.connections import Connections
from shared.protected_items import ProtectedItem, protected_items
from shared.virtual_machines import vms_of


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """Which VMs have no good backup. `protected` counts those that are backed up, `seen` all that were looked at.

    Times are UTC.
    """

    time: datetime
    stale_hours: int
    vaults: tuple[VaultId, ...]
    seen: int
    protected: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]


def look(azure: Connections) -> Report:
    """Look at all configured vaults, and at the VMs of their subscriptions; raise Refused or Unavailable."""
    settings, now, request_id = azure.settings, azure.now(), uuid4()
    vaults = settings.rules.vaults
    items = [(vault, item) for vault in vaults for item in protected_items(vault, request_id, azure)]
    stale = timedelta(hours=settings.stale_hours)
    unwell = [finding for vault, item in items if (finding := judged(vault, item, now, stale))]
    vms = [vm for place in _subscriptions(vaults, items) for vm in vms_of(place, request_id, azure)]
    known = {item.vm_id.casefold() for _, item in items}
    findings = sorted([*unwell, *unprotected(vms, known, settings.rules)], key=_order)
    active = sum(not (item.is_stopped or item.is_soft_deleted) for _, item in items)
    seen = len(known | {vm.id.casefold() for vm in vms})
    return Report(now, settings.stale_hours, tuple(vaults), seen, active, dict(counts(findings)), tuple(findings))


def _subscriptions(vaults: Iterable[VaultId], items: Iterable[tuple[VaultId, ProtectedItem]]) -> list[str]:
    return sorted({*map(subscription_of, vaults), *(subscription_of(item.vm_id) for _, item in items)})


def _order(finding: Finding) -> tuple[int, str]:
    return list(Kind).index(finding.kind), finding.vm_id.casefold()
