"""Who lives in the storm: a vault, and VMs in pools, so that requests meet one another, but not all of them."""

from collections.abc import Mapping
from typing import Any

from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION

_GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
REGION = "westeurope"
VAULTS = f"{_GROUPS}/backup/providers/Microsoft.RecoveryServices/vaults"
VAULT = f"{VAULTS}/nightly"
STAGING = f"{_GROUPS}/backup/providers/Microsoft.Storage/storageAccounts/staging4backup"
RESTORED = f"{_GROUPS}/restored"

# How many VMs of each kind there are for a hundred requests. Those of the first four have a recovery point.
PROTECTED = {"backed": 25, "restored": 8, "mounted": 8, "switched": 6}
UNPROTECTED = {"known": 6, "unknown": 4}


def vm(pool: str, number: int) -> str:
    """Return the id of a VM of a pool."""
    return f"{_GROUPS}/storm/providers/Microsoft.Compute/virtualMachines/{pool}{number:03}"


def sizes(requests: int) -> Mapping[str, int]:
    """Return how many VMs each pool has."""
    return {pool: max(2, count * requests // 100) for pool, count in (PROTECTED | UNPROTECTED).items()}


def simulator(requests: int, *, speed: float, seed: int, weather: float) -> Simulator:
    """Build the world, not started yet."""
    vms = [
        {"id": vm(pool, number), "location": REGION, "discovered": pool != "unknown"}
        for pool, count in sizes(requests).items()
        for number in range(count)
    ]
    world: dict[str, Any] = {
        "vaults": [{"id": VAULT, "location": REGION}],
        "vms": vms,
        "groups": [{"id": RESTORED, "location": REGION}],
        "storageAccounts": [{"id": STAGING, "location": REGION}],
    }
    return Simulator(speed=speed, seed=seed, world=world, weather=weather)


def protect(azure: Simulator, requests: int) -> None:
    """Protect those that are to be so, as if that had been so for long."""
    azure.add_protected(
        [vm(pool, n) for pool, count in sizes(requests).items() if pool in PROTECTED for n in range(count)]
    )
