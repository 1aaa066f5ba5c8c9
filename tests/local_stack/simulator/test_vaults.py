"""Vaults come, change and go by long operations of their own."""

import base64

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, VAULT, Arm, code

FRESH = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/fresh"
STANDARD = {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {"publicNetworkAccess": "Enabled"}}


def test_create(azure: Simulator, arm: Arm) -> None:
    """A new vault answers 201 and is Provisioning until its operation has succeeded; only one address is given."""
    created = arm.call("PUT", FRESH, STANDARD)
    assert (created.status_code, created.json()["properties"]["provisioningState"]) == (201, "Provisioning")
    assert "Location" not in created.headers
    azure.advance(61)
    status = arm.get(created.headers["Azure-AsyncOperation"]).json()
    assert status["status"] == "Succeeded"
    assert base64.b64decode(status["name"]).decode().startswith("2047;")
    assert arm.get(FRESH).json()["properties"]["provisioningState"] == "Succeeded"
    assert arm.names(f"{FRESH}/backupPolicies") == ["DefaultPolicy", "EnhancedPolicy", "HourlyLogBackup"]


def test_create_again(arm: Arm) -> None:
    """A vault that exists answers 200, with the new settings."""
    again = arm.call("PUT", VAULT, STANDARD | {"tags": {"team": "shop"}})
    assert (again.status_code, again.json()["tags"]) == (200, {"team": "shop"})


def test_create_in_a_missing_group(arm: Arm) -> None:
    """A vault needs its resource group first."""
    where = FRESH.replace("/backup/", "/missing/")
    assert code(arm.call("PUT", where, STANDARD)) == (404, "ResourceGroupNotFound")
    group = where.split("/providers/")[0]
    assert code(arm.get(group)) == (404, "ResourceGroupNotFound")
    assert arm.call("PUT", group, {"location": "westeurope"}).status_code == 201
    assert arm.call("PUT", where, STANDARD).status_code == 201


def test_create_from_nonsense(arm: Arm) -> None:
    """A body that is not an object, or names no location, is refused."""
    assert code(arm.call("PUT", FRESH, ["a", "list"])) == (400, "InvalidRequestContent")
    assert code(arm.call("PUT", FRESH, {"sku": {"name": "Standard"}})) == (400, "BMSUserErrorInvalidInput")


def test_update(azure: Simulator, arm: Arm) -> None:
    """A PATCH is accepted; while it runs, its status repeats both addresses."""
    accepted = arm.call("PATCH", VAULT, {"properties": {"publicNetworkAccess": "Disabled"}})
    running = arm.get(accepted.headers["Azure-AsyncOperation"])
    assert (running.status_code, running.json()["status"]) == (200, "InProgress")
    assert {"Location", "Azure-AsyncOperation"} <= running.headers.keys()
    assert arm.get(accepted.headers["Location"]).status_code == 202
    azure.advance(61)
    ended = arm.get(accepted.headers["Azure-AsyncOperation"])
    assert ended.json()["status"] == "Succeeded"
    assert "Location" not in ended.headers
    assert arm.get(accepted.headers["Location"]).status_code == 204
    assert arm.get(VAULT).json()["properties"]["publicNetworkAccess"] == "Disabled"


def test_delete(azure: Simulator, arm: Arm) -> None:
    """An empty vault goes; its operation's status goes a minute later."""
    accepted = arm.call("DELETE", VAULT)
    while arm.get(VAULT).status_code == 200:
        azure.advance(1)
    assert code(arm.get(VAULT)) == (404, "ResourceNotFound")
    assert arm.get(accepted.headers["Azure-AsyncOperation"]).json()["status"] == "Succeeded"
    azure.advance(60)
    assert code(arm.get(accepted.headers["Azure-AsyncOperation"])) == (404, "ResourceNotFound")


@pytest.mark.parametrize("state", ["Locked", None])
def test_sent_back_as_read(azure: Simulator, arm: Arm, state: str | None) -> None:
    """A client may send back all that it has read, as `az backup vault update` does, and nothing changes by that."""
    arm.call("PATCH", VAULT, {"properties": {"securitySettings": {"immutabilitySettings": {"state": state}}}})
    azure.advance(61)
    read = arm.get(VAULT).json()
    assert arm.call("PATCH", VAULT, read).status_code == 202
    azure.advance(61)
    assert arm.get(VAULT).json() | {"etag": ""} == read | {"etag": ""}


def test_delete_with_items(arm: Arm) -> None:
    """A vault with items stays, in other words than one with softly deleted ones (Azure/azure-cli#14776)."""
    arm.finish(arm.protect("web01"))
    refused = arm.call("DELETE", VAULT)
    assert code(refused) == (400, "ServiceResourceNotEmptyWithBackendMessage")
    assert "existing resources within the vault. : web01\n" in refused.json()["error"]["message"]


def test_lists(azure: Simulator, arm: Arm) -> None:
    """Vaults are listed by subscription and by resource group."""
    azure.add_vault(FRESH.replace("/backup/", "/elsewhere/"), "northeurope")
    assert arm.names(f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/vaults") == ["nightly", "fresh"]
    group = f"{SUBSCRIPTION}/resourceGroups/elsewhere/providers/Microsoft.RecoveryServices/vaults"
    assert arm.names(group) == ["fresh"]


def test_subscriptions_and_groups(arm: Arm) -> None:
    """The subscription and its resource groups can be read."""
    assert arm.get("/subscriptions").json()["value"][0]["id"] == SUBSCRIPTION
    assert arm.get(SUBSCRIPTION).json()["state"] == "Enabled"
    assert arm.names(f"{SUBSCRIPTION}/resourcegroups") == ["backup", "restored", "shop"]
    assert code(arm.get("/subscriptions/33333333-3333-3333-3333-333333333333")) == (404, "SubscriptionNotFound")


def test_settings_that_az_asks_for(arm: Arm) -> None:
    """`az` reads the backup settings, the resource guards and the encryption of a vault."""
    assert arm.get(f"{VAULT}/backupconfig/vaultconfig").json()["properties"]["softDeleteRetentionPeriodInDays"] == 14
    assert arm.names(f"{VAULT}/backupResourceGuardProxies") == []
    encryption = arm.get(f"{VAULT}/backupEncryptionConfigs/backupResourceEncryptionConfig").json()["properties"]
    assert encryption["encryptionAtRestType"] == "MicrosoftManaged"


def test_unknown_address(arm: Arm) -> None:
    """What the simulator does not serve is refused as ARM refuses an unknown type."""
    assert code(arm.get(f"{VAULT}/backupEngines")) == (404, "InvalidResourceType")
