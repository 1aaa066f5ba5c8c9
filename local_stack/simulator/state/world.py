"""The whole of simulated Azure, and how to find things in it."""

from bisect import insort
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import Struct, field

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.clock import Clock
from local_stack.simulator.state.durations import Durations
from local_stack.simulator.state.entities import ProtectedItem, ResourceGroup, Vault, VirtualMachine
from local_stack.simulator.state.event_grid import EventGrid
from local_stack.simulator.state.identifiers import Identifiers
from local_stack.simulator.state.key_vault import KeyVault
from local_stack.simulator.state.limits import Limits
from local_stack.simulator.state.names import ResourceName, same
from local_stack.simulator.state.quotas import Quotas
from local_stack.simulator.state.resources import Disk, StorageAccount, VirtualNetwork
from local_stack.simulator.state.runs import Effect, Finding, Operation, Outcome, Told


class World(Struct):
    """All subscriptions. Keys are ids in lower case."""

    vaults: dict[str, Vault] = field(default_factory=dict)
    deleted_vaults: dict[str, Vault] = field(default_factory=dict)
    vms: dict[str, VirtualMachine] = field(default_factory=dict)
    disks: dict[str, Disk] = field(default_factory=dict)
    groups: dict[str, ResourceGroup] = field(default_factory=dict)
    storage_accounts: dict[str, StorageAccount] = field(default_factory=dict)
    networks: dict[str, VirtualNetwork] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    key_vault: KeyVault = field(default_factory=KeyVault)
    event_grid: EventGrid = field(default_factory=EventGrid)
    limits: Limits = field(default_factory=Limits)
    quotas: Quotas = field(default_factory=Quotas)

    def add_group(self, group_id: str, location: str) -> ResourceGroup:
        """Create a resource group, or find the one that exists."""
        return self.groups.setdefault(group_id.lower(), ResourceGroup(group_id, location))

    def vault(self, name: ResourceName) -> Vault:
        """Find a vault, or refuse as ARM's gateway does."""
        if vault := self.vaults.get(name.vault_id().lower()):
            return vault
        raise refuse("VaultNotFound", type="Microsoft.RecoveryServices/vaults", name=name.name, group=name.group)

    def protector(self, vm: ResourceName) -> tuple[Vault, ProtectedItem] | None:
        """Find the vault that protects a VM, and the item."""
        for vault in self.vaults.values():
            item = vault.items.get(vm.protectable_name())
            if item and same(item.vm.subscription, vm.subscription):
                return vault, item
        return None

    def outcome(self, operation: Told, vm: str = "") -> Outcome:
        """Take the outcome told beforehand for this run, or the ordinary one."""
        for told in self.outcomes:
            if told.operation == operation and told.vm.lower() in ("", vm.lower()):
                told.times -= 1
                if told.times < 1:
                    self.outcomes.remove(told)
                return told
        return Outcome(operation)


@dataclass
class Cloud:
    """The world, its time, how long things take in it, and what identifies them."""

    world: World
    clock: Clock
    durations: Durations
    identifiers: Identifiers

    def now(self) -> datetime:
        """Tell the simulated moment."""
        return self.clock.now()

    def lasts(self, what: str, outcome: Outcome) -> timedelta:
        """Tell how long a run takes: as long as its outcome says, else as recordings show."""
        if outcome.duration is None:
            return self.durations.draw(what)
        return timedelta(seconds=outcome.duration)

    def later(self, after: timedelta, what: str, vault: Vault, subject: str) -> None:
        """Let something happen after a while."""
        self.at(self.now() + after, what, vault, subject)

    def at(self, due: datetime, what: str, vault: Vault, subject: str) -> None:
        """Let something happen at a moment; effects stay sorted by their due time."""
        effect = Effect(due, what, vault.id.lower(), subject)
        insort(self.world.effects, effect, key=lambda one: one.due)

    def begin(self, vault: Vault, kind: str, locks: str, after: timedelta) -> Operation:
        """Start an operation that ends after a while and locks an item (or `vault`, `refresh`) until then."""
        operation = Operation(str(uuid4()), kind, locks, self.now())
        vault.operations[operation.id] = operation
        vault.locked.add(locks)
        self.later(after, "operation ends", vault, operation.id)
        return operation
