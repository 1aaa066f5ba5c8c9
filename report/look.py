"""Reads what the report is about: the items of every configured vault, and the VMs of the subscriptions concerned."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from report.judge import Finding, Kind, counts, judged, unprotected
from shared.answers import Refused, Unavailable
from shared.arm_ids import VaultId, subscription_of
from shared.connections import Connections
from shared.poison import QUEUES, Letter, letters_of
from shared.problem import Problem
from shared.protected_items import ProtectedItem, protected_items
from shared.remedies import problem_of
from shared.virtual_machines import Vm, vms_of


class Unseen(msgspec.Struct, frozen=True, rename="camel"):
    """A vault or a subscription that could not be read, and why: what is in it is missing from the report."""

    id: str
    problem: Problem


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


class Look:
    """One look at everything: what is read, and what could not be."""

    def __init__(self, azure: Connections) -> None:
        self._azure = azure
        self._request_id = uuid4()
        self.unseen: list[Unseen] = []

    def items(self, vault_id: VaultId) -> Sequence[ProtectedItem]:
        """Return what a vault protects, or nothing if it cannot be read."""
        return self._read(vault_id, vault_id, protected_items)

    def vms(self, subscription: str) -> Sequence[Vm]:
        """Return a subscription's VMs, or nothing if they cannot be read."""
        return self._read(f"/subscriptions/{subscription}", subscription, vms_of)

    def letters(self) -> Sequence[Letter]:
        """Return what lies in the poison queues; one that cannot be read is named."""
        found = (self._read(f"{queue}-poison", queue, lambda of, _id, azure: letters_of(of, azure)) for queue in QUEUES)
        return [letter for letters in found for letter in letters]

    def _read[T](self, arm_id: str, place: str, read: Callable[[str, UUID, Connections], Iterator[T]]) -> Sequence[T]:
        try:
            return list(read(place, self._request_id, self._azure))
        except Refused as refused:
            problem = problem_of(refused)
        except Unavailable as unavailable:
            problem = Problem("Unavailable", str(unavailable))
        except msgspec.ValidationError as error:
            problem = Problem("UnexpectedAnswer", f"an answer is not as documented: {error}")
        self.unseen.append(Unseen(arm_id, problem))
        return []


def look(azure: Connections) -> Report:
    """Look at all configured vaults, and at the VMs of their subscriptions; who cannot be seen is named."""
    settings, now, one = azure.settings, azure.now(), Look(azure)
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
