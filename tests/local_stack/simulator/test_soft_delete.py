"""A vault keeps for two weeks what is deleted from it, unless it is told otherwise."""

from typing import Any

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import IAAS_VM, VAULT, Arm, code, item_path
from tests.local_stack.simulator.recordings import form, recorded, with_recordings

CONFIG = f"{VAULT}/backupconfig/vaultconfig"
OFF = {
    "enhancedSecurityState": "Enabled",
    "softDeleteFeatureState": "Disabled",
    "softDeleteRetentionPeriodInDays": 14,
}
UNDELETE: dict[str, Any] = {"isRehydrate": True, "policyId": "", "protectionState": "ProtectionStopped"}


def configure(arm: Arm, **properties: object) -> requests.Response:
    return arm.call("PATCH", CONFIG, {"properties": properties})


@pytest.fixture
def deleted(arm: Arm) -> None:
    """Have web01 deleted softly."""
    arm.finish(arm.protect("web01"))
    arm.finish(arm.call("DELETE", item_path("web01")))


@with_recordings
def test_configuration(arm: Arm) -> None:
    """A new vault is as recorded, and so is what is patched; nonsense is refused."""
    assert (
        arm.get(CONFIG).json()["properties"] == recorded("vault_config_softdelete_get_patch", 4)["body"]["properties"]
    )
    patched = configure(arm, **OFF).json()["properties"]
    assert patched == recorded("vault_config_softdelete_get_patch", 6)["body"]["properties"]
    for wrong in ({"softDeleteFeatureState": "Perhaps"}, {"softDeleteRetentionPeriodInDays": 13}):
        assert code(configure(arm, **wrong)) == (400, "BMSUserErrorInvalidInput")


def test_always_on(arm: Arm) -> None:
    """Once it is always on, it stays on."""
    told = configure(arm, softDeleteFeatureState="AlwaysON", softDeleteRetentionPeriodInDays=30).json()["properties"]
    assert told["isSoftDeleteFeatureStateEditable"] is False
    assert code(configure(arm, **OFF)) == (400, "BMSUserErrorDisablingSoftDeleteStateNotAllowed")
    assert configure(arm, softDeleteRetentionPeriodInDays=60).status_code == 200


def test_as_az_creates_a_vault(azure: Simulator, arm: Arm) -> None:
    """`az backup vault create` always wants it always on, in its own spelling; answered is Azure's."""
    asked = {"enhancedSecurityState": "AlwaysOn", "softDeleteState": "AlwaysOn", "softDeleteRetentionPeriodInDays": 14}
    body = {"location": "westeurope", "sku": {"name": "Standard"}}
    fresh = VAULT.replace("nightly", "fresh")
    settings = {"securitySettings": {"softDeleteSettings": asked}}
    created = arm.call("PUT", fresh, body | {"properties": settings})
    azure.advance(120)
    for answer in (created, arm.get(fresh)):
        shown = answer.json()["properties"]["securitySettings"]["softDeleteSettings"]
        assert (shown["softDeleteState"], shown["enhancedSecurityState"]) == ("AlwaysON", "AlwaysON")
    told = arm.get(f"{fresh}/backupconfig/vaultconfig").json()["properties"]
    assert (told["enhancedSecurityState"], told["isSoftDeleteFeatureStateEditable"]) == ("Enabled", False)


def test_by_the_vault(azure: Simulator, arm: Arm) -> None:
    """The vault's own settings and its configuration are the same."""
    settings = {"softDeleteState": "Disabled", "softDeleteRetentionPeriodInDays": 20}
    arm.call("PATCH", VAULT, {"properties": {"securitySettings": {"softDeleteSettings": settings}}})
    azure.advance(61)
    shown = arm.get(VAULT).json()["properties"]["securitySettings"]["softDeleteSettings"]
    assert shown == settings | {"enhancedSecurityState": "Enabled"}
    assert arm.get(CONFIG).json()["properties"]["softDeleteFeatureState"] == "Disabled"
    arm.call("PATCH", VAULT, {"tags": {"a": "b"}})
    assert arm.get(CONFIG).json()["properties"]["softDeleteRetentionPeriodInDays"] == 20


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
    """It cannot be protected, deleted again or backed up."""
    assert code(arm.protect("web01")) == (400, "UserErrorItemInSoftDeletedState")
    assert code(arm.call("DELETE", item_path("web01"))) == (400, "UserErrorItemInSoftDeletedState")
    assert code(arm.back_up("web01")) == (400, "UserErrorItemInSoftDeletedState")


@pytest.mark.usefixtures("deleted")
def test_undelete(arm: Arm) -> None:
    """A deletion can be taken back by a job of its own; then protection can be resumed."""
    job = arm.job(arm.protect("web01", **UNDELETE))["properties"]
    assert (job["operation"], job["status"]) == ("Undelete", "Completed")
    assert job["extendedInfo"]["propertyBag"] == {"VM Name": "web01", "Undelete flag": "True"}
    assert "isScheduledForDeferredDelete" not in arm.get(item_path("web01")).json()["properties"]
    assert arm.finish(arm.protect("web01"))["status"] == "Succeeded"


@with_recordings
@pytest.mark.usefixtures("deleted")
def test_containers(arm: Arm) -> None:
    """The container of what is deleted is listed apart, in the recorded form."""
    arm.finish(arm.protect("web02"))
    ours = arm.get(f"{VAULT}/backupDeletedProtectionContainers", **{"$filter": IAAS_VM}).json()
    assert form(ours) == form(recorded("soft_delete_and_undelete", 56)["body"])
    assert [one["properties"]["friendlyName"] for one in ours["value"]] == ["web01"]
    registered = f"{IAAS_VM} and status eq 'Registered'"
    assert arm.names(f"{VAULT}/backupProtectionContainers", registered) == [
        "IaasVMContainer;iaasvmcontainerv2;shop;web02"
    ]


@pytest.mark.usefixtures("deleted")
def test_vault_stays(azure: Simulator, arm: Arm) -> None:
    """As long as anything is kept the vault cannot go, in the recorded words; afterwards it can."""
    refused = arm.call("DELETE", VAULT)
    assert code(refused) == (400, "ServiceResourceNotEmptyWithBackendMessage")
    assert "there are backup items in soft deleted state" in refused.json()["error"]["message"]
    azure.advance(14 * 86400)
    assert arm.call("DELETE", VAULT).status_code == 202


@pytest.mark.usefixtures("deleted")
def test_another_vault(azure: Simulator, arm: Arm) -> None:
    """What one vault keeps, no other can protect."""
    other = VAULT.replace("nightly", "other")
    azure.add_vault(other, "westeurope")
    assert code(arm.protect("web01", vault=other)) == (400, "VirtualMachineAlreadyProtected")
    azure.advance(14 * 86400)
    assert arm.protect("web01", vault=other).status_code == 202


def test_gone_to_the_second(azure: Simulator, arm: Arm) -> None:
    """It is kept for its days, counted from the request, and gone at the next moment, however the clock gets there."""
    configure(arm, softDeleteRetentionPeriodInDays=20)
    arm.finish(arm.protect("web01"))
    arm.call("DELETE", item_path("web01"))
    azure.advance(20 * 86400 - 1)
    assert arm.get(item_path("web01")).json()["properties"]["deferredDeleteTimeRemaining"] == "0.00:00:01.0000000"
    azure.advance(1)
    assert code(arm.get(item_path("web01"))) == (404, "BMSUserErrorDataSourceObjectNotFound")


def test_days_begin_anew(azure: Simulator, arm: Arm) -> None:
    """What is undeleted and deleted again has all its days before it."""
    arm.finish(arm.protect("web01"))
    arm.finish(arm.call("DELETE", item_path("web01")))
    azure.advance(10 * 86400)
    arm.finish(arm.protect("web01", **UNDELETE))
    arm.finish(arm.call("DELETE", item_path("web01")))
    azure.advance(10 * 86400)
    assert arm.get(item_path("web01")).json()["properties"]["isScheduledForDeferredDelete"]


def test_without_soft_delete(azure: Simulator, arm: Arm) -> None:
    """Where nothing is kept, deleting is for good; a vault of a world may begin so."""
    other = VAULT.replace("nightly", "other")
    azure.add_vault(other, "westeurope", soft_delete=False)
    arm.finish(arm.protect("web01", vault=other))
    arm.finish(arm.call("DELETE", item_path("web01", other)))
    assert arm.get(item_path("web01", other)).status_code == 404
