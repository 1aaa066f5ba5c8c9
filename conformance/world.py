"""The simulated Azure in which the stories are told: fast, so that clients look once and find it done."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from conformance.stories import Story, Told, Vm
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION

GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
REGION = "westeurope"

# Retry-After is 1 s then (at 0 the SDKs would wait their default of 30 s), and the 12 hours of a mounted recovery
SPEED = 1000

# So few entries that most lists have several pages.
PAGE = 5

# az sleeps 5 s when it finds an operation running, and 30 s for a job: what nobody tells otherwise is done at once.
_AT_ONCE = (
    *("ConfigureBackup", "DisableBackup", "DeleteBackupData", "Undelete"),
    *("Refresh", "ProvisionIlr", "RevokeIlr", "Backup", "Restore"),
)
_ALWAYS = 1_000_000


@contextmanager
def simulated(stories: Sequence[Story], more: Sequence[Vm]) -> Iterator[Simulator]:
    """Run it with the VMs of all stories and with some more, and with how their operations and answers go."""
    vms = [*more, *(vm for story in stories for vm in story.vms)]
    with Simulator(speed=SPEED, seed=1, page_size=PAGE, own_downloads=True, world=_world(vms)) as azure:
        for outcome in (*(one for story in stories for one in story.takes), *_quick()):
            azure.outcome(**outcome)
        for fault in (fault for story in stories for fault in story.faults):
            azure.fault(**fault)
        yield azure


def _quick() -> list[Told]:
    return [{"operation": operation, "duration": 0, "times": _ALWAYS} for operation in _AT_ONCE]


def _world(vms: Iterable[Vm]) -> dict[str, Any]:
    """Write the default world, with other VMs, as a world file has it."""
    backup = f"{GROUPS}/backup/providers"
    return {
        "vaults": [
            {"id": f"{backup}/Microsoft.RecoveryServices/vaults/{name}", "location": REGION}
            for name in ("nightly", "az-erasure")
        ],
        "vms": [_vm(vm) for vm in vms],
        "groups": [{"id": f"{GROUPS}/{name}", "location": REGION} for name in ("shop", "restored")],
        "storageAccounts": [{"id": f"{backup}/Microsoft.Storage/storageAccounts/staging4backup", "location": REGION}],
        "subnets": [f"{GROUPS}/shop/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/default"],
    }


def _vm(vm: Vm) -> dict[str, Any]:
    return {
        "id": f"{GROUPS}/shop/providers/Microsoft.Compute/virtualMachines/{vm.name}",
        "location": REGION,
        "osType": vm.os,
        "luns": list(vm.luns),
        "discovered": vm.discovered,
    }
