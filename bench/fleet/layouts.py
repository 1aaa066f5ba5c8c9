"""How the fleet lies: all in one vault, or spread over several of one subscription."""

from collections.abc import Iterator

from msgspec import Struct

from local_stack.simulator.seeds import SUBSCRIPTION

_GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
_MACHINES = f"{_GROUPS}/fleet/providers/Microsoft.Compute/virtualMachines"
REGION = "westeurope"


class Vm(Struct, frozen=True):
    """A VM and the vault that protects it, by their ARM ids."""

    id: str
    vault: str

    @property
    def name(self) -> str:
        """Return its name, which no other VM of the layout has."""
        return self.id.rpartition("/")[2]

    @property
    def item(self) -> str:
        """Return the name under which the vault lists it."""
        return f"iaasvmcontainerv2;fleet;{self.name}"


class Layout(Struct, frozen=True):
    """So many vaults, with so many VMs each."""

    vaults: int
    vms: int

    @property
    def name(self) -> str:
        """Say it in a word or two."""
        return "1 vault" if self.vaults == 1 else f"{self.vaults} vaults"

    def vault_ids(self) -> list[str]:
        """Return the vaults' ids."""
        vaults = f"{_GROUPS}/backup/providers/Microsoft.RecoveryServices/vaults"
        return [f"{vaults}/nightly{number}" for number in range(1, self.vaults + 1)]

    def prefix(self, vault: str) -> str:
        """Return what the names of a vault's VMs begin with."""
        return f"{vault.rpartition('/')[2]}-vm"

    def fleet(self) -> Iterator[Vm]:
        """List the VMs, the vaults in turn: nobody's requests come sorted by vault."""
        for number in range(1, self.vms + 1):
            for vault in self.vault_ids():
                yield Vm(f"{_MACHINES}/{self.prefix(vault)}{number:04}", vault)

    def world(self) -> dict[str, object]:
        """Return the simulator's world file."""
        return {"vaults": [{"id": vault, "location": REGION} for vault in self.vault_ids()]}


LAYOUTS = (Layout(vaults=1, vms=1_000), Layout(vaults=5, vms=200))
