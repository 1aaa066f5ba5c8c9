"""Lists come in pages; the next one is where nextLink says."""

from collections.abc import Iterator

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import IAAS_VM, VAULT, Arm, code, vm_id

PROTECTABLE = f"{VAULT}/backupProtectableItems"


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Have seven VMs, listed by three."""
    vms = [{"id": vm_id(f"web{number}"), "location": "westeurope"} for number in range(7)]
    world = {"vaults": [{"id": VAULT, "location": "westeurope"}], "vms": vms}
    with Simulator(page_size=3, world=world) as simulator:
        yield simulator


def test_every_entry_once(arm: Arm) -> None:
    """Following nextLink to its end finds everything, once; the filter stays."""
    first = arm.get(PROTECTABLE, **{"$filter": IAAS_VM}).json()
    assert len(first["value"]) == 3
    assert "%24filter=backupManagementType%20eq%20%27AzureIaasVM%27&%24skiptoken=" in first["nextLink"]
    assert len(set(arm.names(PROTECTABLE, IAAS_VM))) == len(arm.names(PROTECTABLE, IAAS_VM)) == 7


def test_pages_are_full(azure: Simulator, arm: Arm) -> None:
    """What a filter leaves out takes no place on a page, and the last page says that it is the last."""
    for number in range(7):
        azure.add_protected([vm_id(f"web{number}")], policy=["DefaultPolicy", "EnhancedPolicy"][number % 2])
    even = arm.get(f"{VAULT}/backupProtectedItems", **{"$filter": "policyName eq 'DefaultPolicy'"}).json()
    odd = arm.get(f"{VAULT}/backupProtectedItems", **{"$filter": "policyName eq 'EnhancedPolicy'"}).json()
    assert [one["properties"]["friendlyName"] for one in even["value"]] == ["web0", "web2", "web4"]
    assert [one["properties"]["friendlyName"] for one in odd["value"]] == ["web1", "web3", "web5"]
    assert len(arm.names(even["nextLink"])) == 1
    assert "nextLink" not in odd


def test_entries_that_go_meanwhile(arm: Arm) -> None:
    """What is protected while one pages shortens the list, and hides nothing else."""
    first = arm.get(PROTECTABLE).json()
    arm.finish(arm.protect("web0"))
    rest = arm.names(first["nextLink"])
    assert len(rest) == 4
    assert not {entry["name"] for entry in first["value"]} & set(rest)


def test_nonsense_token(arm: Arm) -> None:
    """A token nobody has given is refused."""
    assert code(arm.get(PROTECTABLE, **{"$skipToken": "x"})) == (400, "BMSUserErrorInvalidInput")
