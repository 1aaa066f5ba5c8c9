"""The calls that put things into the world, or change what is there."""

from typing import Any, TypedDict, Unpack

from local_stack.simulator.inside import Inside
from local_stack.simulator.seeds import SUBSCRIPTION, VaultSeed, VmSeed, sow_vault, sow_vm
from local_stack.simulator.state.announcements import announce, announce_new_vm
from local_stack.simulator.state.fleet import Fleet, add_fleet
from local_stack.simulator.state.machines import remove_vm
from local_stack.simulator.state.names import ResourceName, vault_name, vm_name
from local_stack.simulator.state.places import add_storage_account, add_subnet
from local_stack.simulator.state.readiness import Agent, Power, Provisioning

# The agent of a new VM was seen ready from 4 s on, median 23 (reference: VM creation events).
AGENT_READY_AFTER = 23.0


class VmDetails(TypedDict, total=False):
    """What a VM may be besides its id and its location; the same as in a world file."""

    os_type: str
    luns: list[int]
    discovered: bool
    tags: dict[str, str]
    provisioning_state: Provisioning
    agent: Agent
    power_state: Power
    ready_after: float | None


class WorldChanges(Inside):
    """Vaults, VMs and what they stand on."""

    def add_vault(self, vault_id: str, location: str, *, soft_delete: bool = True) -> None:
        """Put a ready vault into the world; without `soft_delete` it keeps nothing that is deleted."""
        self._change(lambda: sow_vault(self._cloud, VaultSeed(vault_id, location, soft_delete)))

    def add_vm(self, vm_id: str, location: str, **details: Unpack[VmDetails]) -> None:
        """Put a VM into the world, without a word; an undiscovered one needs a refresh before it can be protected.

        `ready_after` so many simulated seconds it is provisioned, and its agent is ready.
        """
        self._change(lambda: sow_vm(self._cloud, VmSeed(vm_id, location, **details)))

    def create_vm(
        self,
        name: str,
        location: str = "westeurope",
        *,
        group: str = "shop",
        extensions: tuple[str, ...] = ("AzureMonitorAgent",),
        **details: Unpack[VmDetails],
    ) -> str:
        """Create a VM by a deployment that Event Grid tells of, and give its id.

        As in Azure no vault has discovered it yet, and its agent is ready 23 seconds later, unless told otherwise.
        """
        vm_id = ResourceName(SUBSCRIPTION, group, name).vm_id()
        usual: VmDetails = {"discovered": False, "ready_after": AGENT_READY_AFTER}
        seed = VmSeed(vm_id, location, **(usual | details))
        self._change(lambda: announce_new_vm(self._cloud, sow_vm(self._cloud, seed), extensions))
        return vm_id

    def set_tags(self, vm_id: str, tags: dict[str, str], *, publish: bool = False) -> None:
        """Replace the tags of a VM; `publish` tells Event Grid of an update. LookupError if there is no such VM."""

        def tag() -> None:
            vm = self._cloud.world.vms.get(vm_id.lower())
            if vm is None:
                raise LookupError(f"no VM {vm_id}")
            vm.tags = dict(tags)
            if publish:
                announce(self._cloud, [vm.id], method="PATCH")

        self._change(tag)

    def remove_vm(self, vm_id: str) -> None:
        """Delete a VM; what protects it stays."""
        if name := vm_name(vm_id):
            self._change(lambda: remove_vm(self._cloud, name))

    def add_protected(self, vms: int | list[str], vault_id: str = "", **details: Any) -> list[str]:  # noqa: ANN401 - checked by msgspec: the fields of Fleet
        """Protect VMs at once, by their ids or so many new ones, and tell the ids.

        `details` are `policy`, `prefix`, `state` (Protected, IRPending, ProtectionStopped, ProtectionError,
        SoftDeleted), `status` of the last backup, `last_backup` (a time in UTC), `error` (title of a health code).
        Without a vault it is the first one there is.
        """
        which = {"count": vms} if isinstance(vms, int) else {"vms": vms}
        fleet = self._checked(Fleet(**which, **details))

        def protect() -> list[str]:
            world = self._cloud.world
            vault = world.vault(vault_name(vault_id)) if vault_id else next(iter(world.vaults.values()))
            return add_fleet(self._cloud, vault, fleet)

        return self._change(protect)

    def add_group(self, group_id: str, location: str) -> None:
        """Put a resource group into the world."""
        self._change(lambda: self._cloud.world.add_group(group_id, location))

    def add_storage_account(self, account_id: str, location: str) -> None:
        """Put a storage account into the world, where restores may stage what they write."""
        self._change(lambda: add_storage_account(self._cloud, account_id, location))

    def add_subnet(self, subnet_id: str) -> None:
        """Put a subnet into the world, with its network if that is new; ValueError without their resource group."""
        self._change(lambda: add_subnet(self._cloud, subnet_id))
