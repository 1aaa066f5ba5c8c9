"""Many protected VMs at once, in every state, without going through their protection."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import IAAS_VM, SUBSCRIPTION, VAULT, Arm, item_path, vm_id
from tests.local_stack.simulator.recordings import form, recorded, with_recordings

ITEMS = f"{VAULT}/backupProtectedItems"


def listed(arm: Arm) -> list[dict[str, Any]]:
    return [one["properties"] for one in arm.get(ITEMS).json()["value"]]


@with_recordings
def test_recorded_form(azure: Simulator, arm: Arm) -> None:
    """A healthy one looks as recorded after its first backup."""
    azure.add_protected(1)
    assert form(arm.get(ITEMS).json()) == form(recorded("list_protected_items", 132)["body"])


def test_a_thousand(azure: Simulator, arm: Arm) -> None:
    """A thousand are there at once, in pages of 200; all were backed up this morning."""
    vms = azure.add_protected(1000)
    assert len(set(arm.names(ITEMS, f"{IAAS_VM} and itemType eq 'VM'"))) == len(vms) == 1000
    entries = [entry for entry in azure.journal() if entry["path"].endswith("backupProtectedItems")]
    assert len(entries) == 5
    assert {one["lastBackupStatus"] for one in listed(arm)} == {"Completed"}
    assert arm.get(vms[0]).status_code == 200


def test_they_can_be_worked_with(azure: Simulator, arm: Arm) -> None:
    """They are items as any other: backed up and restored from."""
    azure.add_protected([vm_id("web01")])
    assert len(arm.names(f"{item_path('web01')}/recoveryPoints")) == 1
    assert arm.back_up("web01").status_code == 202


def test_failing(azure: Simulator, arm: Arm) -> None:
    """A failed backup has a code among its health details; the last recovery point is of the day before."""
    azure.add_protected(1, status="Failed", error="ExtensionSnapshotFailedNoNetwork")
    (item,) = listed(arm)
    assert (item["protectionState"], item["lastBackupStatus"]) == ("Protected", "Failed")
    assert (item["healthStatus"], item["protectionStatus"]) == ("ActionRequired", "Unhealthy")
    assert item["healthDetails"][0]["code"] == 400206
    assert item["lastRecoveryPoint"][:10] < item["lastBackupTime"][:10]


@pytest.mark.parametrize(
    ("state", "protection", "policy"),
    [
        ("IRPending", "IRPending", "DefaultPolicy"),
        ("ProtectionStopped", "ProtectionStopped", ""),
        ("ProtectionError", "ProtectionError", "DefaultPolicy"),
        ("SoftDeleted", "ProtectionStopped", ""),
    ],
)
def test_states(azure: Simulator, arm: Arm, state: str, protection: str, policy: str) -> None:
    """A fleet is in any state."""
    azure.add_protected(2, state=state)
    for item in listed(arm):
        assert (item["protectionState"], item["policyName"]) == (protection, policy)
        assert item.get("isScheduledForDeferredDelete", False) == (state == "SoftDeleted")
        assert (item["lastBackupTime"] == "2001-01-01T00:00:00Z") == (state == "IRPending")


def test_stale(azure: Simulator, arm: Arm) -> None:
    """The last backup was when one says."""
    last = azure.now() - timedelta(days=5)
    azure.add_protected(1, last_backup=last)
    assert listed(arm)[0]["lastBackupTime"][:19] == last.isoformat()[:19]


def test_status_in_the_region(azure: Simulator, arm: Arm) -> None:
    """The region names the vault of all of them, and what is in error."""
    where = f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus"
    says = {}
    for state in ("Protected", "ProtectionError", "ProtectionStopped", "SoftDeleted"):
        (vm,) = azure.add_protected(1, state=state, prefix=state)
        says[state] = arm.call("POST", where, {"resourceType": "VM", "resourceId": vm}).json()["protectionStatus"]
    assert says == {
        "Protected": "Protected",
        "ProtectionError": "ProtectionFailed",
        "ProtectionStopped": "Protected",
        "SoftDeleted": "Protected",
    }


def test_nonsense(azure: Simulator) -> None:
    """What is no fleet is refused."""
    with pytest.raises(msgspec.ValidationError, match="state"):
        azure.add_protected(1, state="Fine")
    with pytest.raises(ValueError, match="not a recorded health code"):
        azure.add_protected(1, status="Failed", error="UserErrorBadMood")
    with pytest.raises(ValueError, match="not the id of a VM"):
        azure.add_protected(["web01"])
