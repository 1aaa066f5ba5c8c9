"""What a world holds at the beginning: the default one, or a file."""

from typing import Any

import msgspec
from msgspec import Struct, field

from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.machines import add_vm
from local_stack.simulator.state.names import vault_name, vm_name
from local_stack.simulator.state.vaults import add_vault
from local_stack.simulator.state.world import Cloud

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
_SHOP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines"


class VaultSeed(Struct, forbid_unknown_fields=True):
    """A vault to begin with."""

    id: str
    location: str


class VmSeed(Struct, rename="camel", forbid_unknown_fields=True):
    """A VM to begin with; an undiscovered one needs a refresh before it can be protected."""

    id: str
    location: str
    os_type: str = "Linux"
    luns: list[int] = field(default_factory=list)
    discovered: bool = True


class Seed(Struct, forbid_unknown_fields=True):
    """The form of a world file."""

    vaults: list[VaultSeed] = field(default_factory=list)
    vms: list[VmSeed] = field(default_factory=list)


DEFAULT = Seed(
    [
        VaultSeed(
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly",
            "westeurope",
        )
    ],
    [
        VmSeed(f"{_SHOP}/web01", "westeurope"),
        VmSeed(f"{_SHOP}/web02", "westeurope"),
        VmSeed(f"{_SHOP}/db01", "westeurope", "Windows", [0, 1]),
        VmSeed(f"{_SHOP}/app01", "westeurope", discovered=False),
        VmSeed(f"{_SHOP}/app02", "westeurope", "Windows", discovered=False),
    ],
)


def read_seed(written: dict[str, Any]) -> Seed:
    """Read a world as JSON has it; msgspec.ValidationError says where it is wrong."""
    return msgspec.convert(written, Seed)


def sow(cloud: Cloud, seed: Seed) -> None:
    """Put a seed into an empty world."""
    for vm in seed.vms:
        sow_vm(cloud, vm)
    for vault in seed.vaults:
        add_vault(cloud, vault_name(vault.id), vault.location)


def sow_vm(cloud: Cloud, seed: VmSeed) -> None:
    """Put a VM into the world; ValueError if its id is none."""
    name = vm_name(seed.id)
    if name is None:
        raise ValueError(f"not the id of a VM: {seed.id}")
    add_vm(cloud, VirtualMachine(name, seed.location, seed.os_type, seed.luns, seed.discovered))
