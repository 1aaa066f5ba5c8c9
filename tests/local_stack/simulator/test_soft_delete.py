"""A vault may keep for two weeks what is deleted from it."""

from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path
from tests.local_stack.simulator.recordings import form, recorded, with_recordings

CONFIG = f"{VAULT}/backupconfig/vaultconfig"
ON = {
    "enhancedSecurityState": "Enabled",
    "softDeleteFeatureState": "Enabled",
    "softDeleteRetentionPeriodInDays": 14,
}
UNDELETE: dict[str, Any] = {"isRehydrate": True, "policyId": "", "protectionState": "ProtectionStopped"}


@pytest.fixture
def deleted(arm: Arm) -> None:
    """Have web01 deleted softly."""
    arm.call("PATCH", CONFIG, {"properties": ON})
    arm.finish(arm.protect("web01"))
    arm.finish(arm.call("DELETE", item_path("web01")))


@with_recordings
def test_configuration(arm: Arm) -> None:
    """What is patched is answered, in the recorded form."""
    answer = arm.call("PATCH", CONFIG, {"properties": ON})
    assert form(answer.json()) == form(recorded("vault_config_softdelete_get_patch", 6)["body"])
    assert arm.get(CONFIG).json()["properties"]["softDeleteFeatureState"] == "Enabled"
    wrong = arm.call("PATCH", CONFIG, {"properties": {"softDeleteFeatureState": "Perhaps"}})
    assert code(wrong) == (400, "BMSUserErrorInvalidInput")


@with_recordings
@pytest.mark.usefixtures("deleted")
def test_recorded_item(arm: Arm) -> None:
    """A softly deleted item has the recorded form: stopped, and with the rest of its days."""
    ours = arm.get(f"{VAULT}/backupProtectedItems").json()
    assert form(ours) == form(recorded("list_protected_items", 55, sequence=1)["body"])
    properties = ours["value"][0]["properties"]
    assert properties["protectionState"] == "ProtectionStopped"
    assert properties["deferredDeleteTimeRemaining"].startswith("13.23:5")


@pytest.mark.usefixtures("deleted")
def test_nothing_else_is_possible(arm: Arm) -> None:
    """It cannot be protected, deleted again or backed up, and its vault cannot go."""
    assert code(arm.protect("web01")) == (400, "UserErrorItemInSoftDeletedState")
    assert code(arm.call("DELETE", item_path("web01"))) == (400, "UserErrorItemInSoftDeletedState")
    assert code(arm.back_up("web01")) == (400, "BMSUserErrorProtectionStopped")
    assert code(arm.call("DELETE", VAULT)) == (400, "ServiceResourceNotEmptyWithBackendMessage")


@pytest.mark.usefixtures("deleted")
def test_undelete(arm: Arm) -> None:
    """A deletion can be taken back by a job of its own; then protection can be resumed."""
    job = arm.job(arm.protect("web01", **UNDELETE))["properties"]
    assert (job["operation"], job["status"]) == ("Undelete", "Completed")
    assert job["extendedInfo"]["propertyBag"] == {"VM Name": "web01", "Undelete flag": "True"}
    assert "isScheduledForDeferredDelete" not in arm.get(item_path("web01")).json()["properties"]
    assert arm.finish(arm.protect("web01"))["status"] == "Succeeded"


@pytest.mark.usefixtures("deleted")
def test_gone_after_two_weeks(azure: Simulator, arm: Arm) -> None:
    """After its days it is gone for good."""
    azure.advance(14 * 86400)
    assert arm.get(item_path("web01")).status_code == 404


def test_without_soft_delete(arm: Arm) -> None:
    """Where nothing is kept, deleting is for good, as vaults of the simulator begin."""
    arm.finish(arm.protect("web01"))
    arm.finish(arm.call("DELETE", item_path("web01")))
    assert arm.get(item_path("web01")).status_code == 404
