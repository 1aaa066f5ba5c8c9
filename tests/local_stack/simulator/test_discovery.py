"""A vault sees only the VMs that existed when it last looked."""

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import IAAS_VM, SUBSCRIPTION, VAULT, Arm, code, vm_id

PROTECTABLE = f"{VAULT}/backupProtectableItems"
STATUS = f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus"


def seen(arm: Arm) -> list[str]:
    return [name.rpartition(";")[2] for name in arm.names(PROTECTABLE, IAAS_VM)]


def test_refresh(azure: Simulator, arm: Arm) -> None:
    """A refresh answers 202 twice without a body, then 204 without a Location, and the vault sees all VMs."""
    accepted = arm.refresh()
    assert (accepted.status_code, accepted.content) == (202, b"")
    assert "api-version=2019-05-13-preview&t=" in accepted.headers["Azure-AsyncOperation"]
    running = arm.get(accepted.headers["Location"])
    assert (running.status_code, running.content) == (202, b"")
    assert seen(arm) == ["db01", "web01", "web02"]
    azure.advance(30)
    ended = arm.get(running.headers["Location"])
    assert ended.status_code == 204
    assert "Location" not in ended.headers
    assert seen(arm) == ["app01", "app02", "db01", "web01", "web02"]
    status = arm.get(accepted.headers["Azure-AsyncOperation"]).json()
    assert status["status"] == "Succeeded"
    assert status["id"].startswith(f"{VAULT}/backupFabrics/Azure/operationsStatus/")


def test_one_refresh_at_a_time(arm: Arm) -> None:
    """A vault that is looking is not asked to look again."""
    first = arm.refresh()
    assert code(arm.refresh()) == (409, "DiscoveryInProgress")
    arm.finish(first)
    assert arm.refresh().status_code == 202


def test_refused_then_discovered_then_protected(arm: Arm) -> None:
    """The way to protect a new VM: refused, refresh, accepted."""
    assert arm.protect("app01").status_code == 400
    arm.finish(arm.refresh())
    assert arm.finish(arm.protect("app01"))["status"] == "Succeeded"


def test_protected_vms_are_not_listed(arm: Arm) -> None:
    """The list holds what could be protected, not what is."""
    arm.finish(arm.protect("web01"))
    assert seen(arm) == ["db01", "web02"]
    assert arm.names(PROTECTABLE, f"{IAAS_VM} and friendlyName eq 'db01'") == ["iaasvmcontainerv2;shop;db01"]


def test_vm_created_through_arm(arm: Arm) -> None:
    """A VM created now is not seen before the next refresh, one in another region never."""
    disks = {"osDisk": {"osType": "Windows"}, "dataDisks": [{"lun": 3}]}
    body = {"location": "westeurope", "properties": {"storageProfile": disks}}
    assert arm.call("PUT", vm_id("new01"), body).status_code == 201
    assert arm.call("PUT", vm_id("far01"), body | {"location": "northeurope"}).status_code == 201
    storage = arm.get(vm_id("new01"), **{"$expand": "instanceView"}).json()["properties"]["storageProfile"]
    assert (storage["osDisk"]["osType"], storage["dataDisks"][0]["lun"]) == ("Windows", 3)
    assert "new01" not in seen(arm)
    arm.finish(arm.refresh())
    assert "new01" in seen(arm)
    assert "far01" not in seen(arm)


def test_missing_vm(arm: Arm) -> None:
    """A VM that does not exist is refused by ARM's gateway."""
    answer = arm.get(vm_id("nosuch"))
    assert code(answer) == (404, "ResourceNotFound")
    assert "'Microsoft.Compute/virtualMachines/nosuch' under resource group 'shop'" in answer.json()["error"]["message"]


def test_status_in_the_region(arm: Arm) -> None:
    """The region tells which vault and policy protect a VM."""
    asked = {"resourceType": "VM", "resourceId": vm_id("web01")}
    assert arm.call("POST", STATUS, asked).json()["protectionStatus"] == "NotProtected"
    arm.finish(arm.protect("web01"))
    status = arm.call("POST", STATUS, asked).json()
    assert status["protectionStatus"] == "Protected"
    assert (status["vaultId"], status["policyName"]) == (VAULT, "DefaultPolicy")
    assert code(arm.call("POST", STATUS, {"resourceType": "VM"})) == (400, "BMSUserErrorInvalidInput")
