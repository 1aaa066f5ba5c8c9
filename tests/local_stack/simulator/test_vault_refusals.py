"""What a vault cannot be, or become."""

from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, VAULT, Arm, code, vm_id

FRESH = VAULT.replace("nightly", "fresh")
STORAGE = f"{VAULT}/backupstorageconfig/vaultstorageconfig"
STANDARD = {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {}}


def redundancy(kind: str) -> dict[str, Any]:
    return {"properties": {"redundancySettings": {"standardTierStorageRedundancy": kind}}}


@pytest.mark.parametrize(
    ("where", "location", "refusal"),
    [
        (FRESH, "atlantis", (400, "LocationNotAvailableForResourceType")),
        (VAULT.replace("nightly", "1st"), "westeurope", (400, "InvalidResourceName")),
        (VAULT.replace("nightly", "a" * 51), "westeurope", (400, "InvalidResourceName")),
        (VAULT.replace("nightly", "a_b"), "westeurope", (400, "InvalidResourceName")),
        (VAULT.replace("/backup/", "/shop/"), "westeurope", (409, "AlreadyExists")),
        (VAULT, "northeurope", (409, "InvalidResourceLocation")),
    ],
)
def test_put(arm: Arm, where: str, location: str, refusal: tuple[int, str]) -> None:
    """A vault has a region that exists, a name that fits and that no other has, and it does not move."""
    assert code(arm.call("PUT", where, STANDARD | {"location": location})) == refusal


def test_region_as_the_portal_writes_it(arm: Arm) -> None:
    """A region may be written with blanks; it is answered without."""
    assert arm.call("PUT", FRESH, STANDARD | {"location": "West Europe"}).json()["location"] == "westeurope"
    assert arm.call("PUT", FRESH, STANDARD | {"location": "westeurope"}).status_code == 200


def test_full_region() -> None:
    """A subscription has only so many vaults in a region; a world says how many."""
    world = {"vaults": [{"id": VAULT, "location": "westeurope"}], "limits": {"vaultsPerRegion": 1}}
    with Simulator(world=world) as azure, Arm(azure) as arm:
        assert code(arm.call("PUT", FRESH, STANDARD)) == (400, "UserErrorVaultLimitReached")
        assert arm.call("PUT", FRESH, STANDARD | {"location": "northeurope"}).status_code == 201


def test_tags_and_identity(arm: Arm) -> None:
    """Tags are replaced as a whole; an identity of the vault's own has an id."""
    arm.call("PATCH", VAULT, {"tags": {"a": "1"}, "identity": {"type": "SystemAssigned"}})
    assert arm.call("PATCH", VAULT, {"tags": {"b": "2"}}).status_code == 202
    vault = arm.get(VAULT).json()
    assert vault["tags"] == {"b": "2"}
    assert vault["identity"].keys() == {"type", "principalId", "tenantId"}
    assert code(arm.call("PATCH", VAULT, {"tags": "all"})) == (400, "BMSUserErrorInvalidInput")


def test_redundancy(arm: Arm) -> None:
    """The redundancy is the vault's, and from then on not the storage configuration's to change."""
    assert arm.get(STORAGE).json()["properties"]["storageType"] == "GeoRedundant"
    arm.call("PATCH", VAULT, redundancy("LocallyRedundant"))
    settings = arm.get(VAULT).json()["properties"]["redundancySettings"]
    assert settings == {"standardTierStorageRedundancy": "LocallyRedundant", "crossRegionRestore": "Disabled"}
    assert arm.get(STORAGE).json()["properties"]["storageType"] == "LocallyRedundant"
    refused = arm.call("PATCH", STORAGE, {"properties": {"storageType": "GeoRedundant"}})
    assert code(refused) == (400, "BMSUserErrorRedundancySettingsUseVaultApi")


def test_storage_configuration(arm: Arm) -> None:
    """The older way shows on the vault, too; it takes PUT and PATCH, and no unknown kinds."""
    assert arm.call("PATCH", STORAGE, {"properties": {"storageType": "ZoneRedundant"}}).status_code == 204
    shown = arm.get(VAULT).json()["properties"]["redundancySettings"]["standardTierStorageRedundancy"]
    assert shown == "ZoneRedundant"
    put = arm.call("PUT", STORAGE, {"properties": {"storageModelType": "LocallyRedundant"}})
    assert put.json()["properties"] == {
        "storageModelType": "LocallyRedundant",
        "storageType": "LocallyRedundant",
        "storageTypeState": "Unlocked",
    }
    assert code(arm.call("PUT", STORAGE, {"properties": {"storageType": "Tape"}})) == (400, "BMSUserErrorInvalidInput")


def test_redundancy_with_items(azure: Simulator, arm: Arm) -> None:
    """Once something is protected, the redundancy stays; saying it again does no harm."""
    azure.add_protected([vm_id("web01")])
    assert arm.get(STORAGE).json()["properties"]["storageTypeState"] == "Locked"
    for refused in (
        arm.call("PATCH", STORAGE, {"properties": {"storageType": "LocallyRedundant"}}),
        arm.call("PATCH", VAULT, redundancy("LocallyRedundant")),
    ):
        assert code(refused) == (400, "BMSUserErrorStorageTypeLocked")
    assert arm.call("PATCH", VAULT, redundancy("GeoRedundant")).status_code == 202


def test_lists_in_pages() -> None:
    """The vaults of a subscription come in pages."""
    vaults = [{"id": f"{VAULT}{number}", "location": "westeurope"} for number in range(5)]
    with Simulator(world={"vaults": vaults}, page_size=2) as azure, Arm(azure) as arm:
        where = f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/vaults"
        assert len(arm.get(where).json()["value"]) == 2
        assert arm.names(where) == [f"nightly{number}" for number in range(5)]
