"""What a world holds at the beginning: the default one, or a file."""

from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct, field

from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.limits import Limits
from local_stack.simulator.state.machines import add_vm, disks_of_a_new_vm
from local_stack.simulator.state.names import vault_name, vm_name
from local_stack.simulator.state.places import add_storage_account, add_subnet
from local_stack.simulator.state.readiness import Agent, Power, Provisioning, Readiness
from local_stack.simulator.state.regions import REGIONS, plain_region
from local_stack.simulator.state.resources import OS_GIGABYTES
from local_stack.simulator.state.soft_delete import OFF, configure
from local_stack.simulator.state.vaults import add_vault
from local_stack.simulator.state.world import Cloud

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
_GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
_SHOP = f"{_GROUPS}/shop/providers/Microsoft.Compute/virtualMachines"


class Placed(Struct, rename="camel", forbid_unknown_fields=True):
    """A vault, a resource group or a storage account to begin with."""

    id: str
    location: str


class VaultSeed(Placed):
    """A vault to begin with; without `soft_delete` it keeps nothing that is deleted."""

    soft_delete: bool = True


class VmSeed(Struct, rename="camel", forbid_unknown_fields=True):
    """A VM to begin with; an undiscovered one needs a refresh before it can be protected.

    `ready_after` so many simulated seconds it is provisioned, and its agent is ready; until then neither is.
    """

    id: str
    location: str
    os_type: str = "Linux"
    luns: list[int] = field(default_factory=list)
    discovered: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    provisioning_state: Provisioning = "Succeeded"
    agent: Agent = "ready"
    power_state: Power = "running"
    ready_after: float | None = None


class Seed(Struct, rename="camel", forbid_unknown_fields=True):
    """The form of a world file. `subnets` are ids, whose networks come with them."""

    vaults: list[VaultSeed] = field(default_factory=list)
    vms: list[VmSeed] = field(default_factory=list)
    groups: list[Placed] = field(default_factory=list)
    storage_accounts: list[Placed] = field(default_factory=list)
    subnets: list[str] = field(default_factory=list)
    limits: Limits = field(default_factory=Limits)


DEFAULT = Seed(
    [VaultSeed(f"{_GROUPS}/backup/providers/Microsoft.RecoveryServices/vaults/nightly", "westeurope")],
    [
        VmSeed(f"{_SHOP}/web01", "westeurope"),
        VmSeed(f"{_SHOP}/web02", "westeurope"),
        VmSeed(f"{_SHOP}/db01", "westeurope", "Windows", [0, 1]),
        VmSeed(f"{_SHOP}/app01", "westeurope", discovered=False),
        VmSeed(f"{_SHOP}/app02", "westeurope", "Windows", discovered=False),
    ],
    [Placed(f"{_GROUPS}/restored", "westeurope")],
    [Placed(f"{_GROUPS}/backup/providers/Microsoft.Storage/storageAccounts/staging4backup", "westeurope")],
    [f"{_GROUPS}/shop/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/default"],
)


def read_seed(written: dict[str, Any]) -> Seed:
    """Read a world as JSON has it; msgspec.ValidationError says where it is wrong."""
    return msgspec.convert(written, Seed)


def sow(cloud: Cloud, seed: Seed) -> None:
    """Put a seed into an empty world."""
    cloud.world.limits = seed.limits
    for group in seed.groups:
        cloud.world.add_group(group.id, group.location)
    for vm in seed.vms:
        sow_vm(cloud, vm)
    for vault in seed.vaults:
        sow_vault(cloud, vault)
    for account in seed.storage_accounts:
        add_storage_account(cloud, account.id, account.location)
    for subnet in seed.subnets:
        add_subnet(cloud, subnet)


def sow_vault(cloud: Cloud, seed: VaultSeed) -> None:
    """Put a ready vault into the world; ValueError if its id is none."""
    vault = add_vault(cloud, vault_name(seed.id), seed.location)
    if not seed.soft_delete:
        configure(vault, {"softDeleteFeatureState": OFF})


def sow_vm(cloud: Cloud, seed: VmSeed) -> VirtualMachine:
    """Put a VM into the world; ValueError if it has no right id, region or osType."""
    name = vm_name(seed.id)
    if name is None:
        raise ValueError(f"not the id of a VM: {seed.id}")
    if seed.os_type not in OS_GIGABYTES:
        raise ValueError(f"no osType {seed.os_type!r} of {seed.id}; there are {', '.join(OS_GIGABYTES)}")
    if plain_region(seed.location) not in REGIONS:
        raise ValueError(f"no region {seed.location!r} of {seed.id}; there are {', '.join(sorted(REGIONS))}")
    disks = disks_of_a_new_vm(name.name, seed.luns)
    ready_from = None if seed.ready_after is None else cloud.now() + timedelta(seconds=seed.ready_after)
    readiness = Readiness(seed.provisioning_state, seed.agent, seed.power_state, ready_from)
    vm = VirtualMachine(name, seed.location, seed.os_type, disks, seed.discovered, tags=seed.tags, readiness=readiness)
    add_vm(cloud, vm)
    return vm
