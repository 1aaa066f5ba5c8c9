"""How a fleet of any size lies: as many VMs to a vault as Azure allows, five vaults to a subscription.

Azure's quotas are a subscription's: more vaults share them, more subscriptions do not.
"""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple
from uuid import UUID

VMS_OF_VAULT = 1_000  # Azure's limit
VAULTS_OF_SUBSCRIPTION = 5


class Vm(NamedTuple):
    """A VM and the vault that protects it, by their ARM ids."""

    id: str
    vault: str


def fleet(vms: int) -> Iterator[Vm]:
    """List so many VMs, the vaults in turn: nobody's requests come sorted by vault."""
    vaults = vaults_of(vms)
    return (_vm(number, number % vaults) for number in range(vms))


def vaults_of(vms: int) -> int:
    """Return how many vaults so many VMs need."""
    return ceil(vms / VMS_OF_VAULT)


def subscriptions_of(vms: int) -> int:
    """Return how many subscriptions so many VMs need."""
    return ceil(vaults_of(vms) / VAULTS_OF_SUBSCRIPTION)


def _vm(number: int, vault: int) -> Vm:
    groups = f"/subscriptions/{UUID(int=vault // VAULTS_OF_SUBSCRIPTION + 1)}/resourceGroups"
    return Vm(
        f"{groups}/fleet/providers/Microsoft.Compute/virtualMachines/vm{number:06}",
        f"{groups}/backup/providers/Microsoft.RecoveryServices/vaults/nightly{vault + 1:03}",
    )
