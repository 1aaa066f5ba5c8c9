"""VMs show their tags, how far they have come, and what their agent says."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, Arm, vm_id


def shown(arm: Arm, vm: str) -> dict[str, Any]:
    properties: dict[str, Any] = arm.get(vm, **{"$expand": "instanceView"}).json()["properties"]
    return properties


def agent(arm: Arm, vm: str) -> str:
    view = shown(arm, vm)["instanceView"]
    return str(view["vmAgent"]["statuses"][0]["displayStatus"]) if "vmAgent" in view else "absent"


def test_fresh_vm(azure: Simulator, arm: Arm) -> None:
    """The agent of a new VM is heard of after a while: first as recorded of a fresh one."""
    vm = azure.create_vm("new01", tags={"backup": "daily"})
    body = arm.get(vm).json()
    assert (body["tags"], body["properties"]["provisioningState"]) == ({"backup": "daily"}, "Succeeded")
    assert len(body["properties"]["vmId"]) == 36
    assert "instanceView" not in body["properties"]
    view = shown(arm, vm)["instanceView"]
    assert view["vmAgent"]["vmAgentVersion"] == "Unknown"
    (status,) = view["vmAgent"]["statuses"]
    assert status.pop("time")
    assert status == {
        "code": "ProvisioningState/Unavailable",
        "level": "Warning",
        "displayStatus": "Not Ready",
        "message": "VM status blob is found but not yet populated.",
    }
    assert [status["code"] for status in view["statuses"]] == ["ProvisioningState/succeeded", "PowerState/running"]
    azure.advance(22)
    assert agent(arm, vm) == "Not Ready"
    azure.advance(1)
    assert agent(arm, vm) == "Ready"


def test_creation_takes_a_while(azure: Simulator, arm: Arm) -> None:
    """A VM may still be in creation, and is provisioned when it becomes ready."""
    vm = vm_id("new01")
    azure.add_vm(vm, "westeurope", provisioning_state="Creating", ready_after=60)
    assert shown(arm, vm)["provisioningState"] == "Creating"
    assert [one["code"] for one in shown(arm, vm)["instanceView"]["statuses"]] == ["ProvisioningState/creating"]
    azure.advance(60)
    assert (shown(arm, vm)["provisioningState"], agent(arm, vm)) == ("Succeeded", "Ready")


@pytest.mark.parametrize(
    ("details", "says"),
    [
        ({"agent": "not ready"}, "Not Ready"),
        ({"agent": "absent"}, "absent"),
        ({"power_state": "deallocated"}, "absent"),
        ({"power_state": "deallocated", "ready_after": 0}, "absent"),
        ({}, "Ready"),
    ],
)
def test_agent(azure: Simulator, arm: Arm, details: dict[str, Any], says: str) -> None:
    """An agent is ready, not ready, or not there, as on a VM that does not run."""
    azure.add_vm(vm_id("new01"), "westeurope", **details)
    assert agent(arm, vm_id("new01")) == says


@pytest.mark.parametrize(
    ("state", "status"),
    [("Failed", ("ProvisioningState/failed", "Error")), ("Deleting", ("ProvisioningState/deleting", "Info"))],
)
def test_provisioning(azure: Simulator, arm: Arm, state: Any, status: tuple[str, str]) -> None:  # noqa: ANN401 - a literal
    """What went wrong shows."""
    azure.add_vm(vm_id("new01"), "westeurope", provisioning_state=state)
    properties = shown(arm, vm_id("new01"))
    assert properties["provisioningState"] == state
    first = properties["instanceView"]["statuses"][0]
    assert (first["code"], first["level"]) == status


def test_identity_stays(azure: Simulator, arm: Arm) -> None:
    """An update keeps vmId and creation time; a new VM of the same name has others."""
    azure.add_vm(vm_id("new01"), "westeurope")
    first = arm.get(vm_id("new01")).json()["properties"]
    azure.advance(60)
    arm.call("PUT", vm_id("new01"), {"location": "westeurope", "properties": {}})
    again = arm.get(vm_id("new01")).json()["properties"]
    assert (again["vmId"], again["timeCreated"]) == (first["vmId"], first["timeCreated"])
    azure.remove_vm(vm_id("new01"))
    azure.add_vm(vm_id("new01"), "westeurope")
    assert arm.get(vm_id("new01")).json()["properties"]["vmId"] != first["vmId"]


def test_tags(azure: Simulator, arm: Arm) -> None:
    """Tags are replaced; those of a VM that is not there cannot be."""
    azure.set_tags(vm_id("WEB01"), {"backup": "daily"})
    assert arm.get(vm_id("web01")).json()["tags"] == {"backup": "daily"}
    with pytest.raises(LookupError):
        azure.set_tags(vm_id("nosuch"), {})


@pytest.fixture
def fleet() -> Iterator[Arm]:
    """List by two."""
    with Simulator(page_size=2) as azure, Arm(azure) as arm:
        azure.add_vm(vm_id("other").replace("/shop/", "/other/"), "northeurope")
        yield arm


def test_lists(fleet: Arm) -> None:
    """VMs are listed by subscription and by group, in pages."""
    assert "nextLink" in fleet.get(f"{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines").json()
    everywhere = fleet.names(f"{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines")
    assert sorted(everywhere) == ["app01", "app02", "db01", "other", "web01", "web02"]
    shop = fleet.names(f"{SUBSCRIPTION}/resourceGroups/SHOP/providers/Microsoft.Compute/virtualMachines")
    assert shop == ["app01", "app02", "db01", "web01", "web02"]
