from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from restore_vm.body import restore_body, validation_body
from shared.requests import RestoreVm
from tests.azure_data import interactions

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = f"{SUBSCRIPTION}/resourceGroups/clitest.rg000001"
TARGET = f"{SUBSCRIPTION}/resourceGroups/clitest.rg000002"
VM = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/clitest-vm000004"
STAGING = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/clitest000007"
SUBNET = f"{TARGET}/providers/Microsoft.Network/virtualNetworks/clitest-vnet000008/subnets/clitest-subnet000009"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/backup"
POINT = "520981742781621"
COMMON = {
    "objectType": "IaasVMRestoreRequest",
    "recoveryPointId": POINT,
    "sourceResourceId": VM,
    "storageAccountId": STAGING,
    "region": "eastus2euap",
    "createNewCloudService": False,
    "originalStorageAccountOption": False,
}


def body(**fields: object) -> dict[str, object]:
    given = {
        "vmId": VM,
        "vaultId": f"{GROUP}/providers/Microsoft.RecoveryServices/vaults/clitest-vault000003",
        "requestId": uuid4(),
        "accepted": datetime.now(UTC),
        "stagingStorageAccountId": STAGING,
    }
    request = msgspec.convert(given | fields, RestoreVm)
    properties: dict[str, object] = restore_body(request, POINT, "eastus2euap")["properties"]
    return properties


def test_disks_are_restored_with_the_recorded_body() -> None:
    """Key by key, as the Azure CLI sent it in May 2024."""
    recorded = [
        interaction["request"]["body"]["properties"]
        for file, interaction in interactions()
        if file == "restore_disks" and interaction["request"]["url"].partition("?")[0].endswith("/restore")
    ]
    assert body(to={"disks": {"resourceGroupId": TARGET}}) == recorded[0]


def test_a_new_vm_is_restored_with_the_recorded_body() -> None:
    """As the API page quotes it."""
    target = {"name": "clitest-tvm000010", "resourceGroupId": TARGET, "subnetId": SUBNET}
    assert body(to={"newVm": target}) == COMMON | {
        "recoveryType": "AlternateLocation",
        "targetVirtualMachineId": f"{TARGET}/providers/Microsoft.Compute/virtualMachines/clitest-tvm000010",
        "targetResourceGroupId": TARGET,
        "virtualNetworkId": SUBNET.partition("/subnets/")[0],
        "subnetId": SUBNET,
    }


def test_a_vm_is_replaced_with_the_recorded_body() -> None:
    """Nothing but the recovery type is added."""
    assert body(to={"replaceExisting": {}}) == COMMON | {"recoveryType": "OriginalLocation"}


@pytest.mark.parametrize("luns", [[], [0], [1, 0]])
def test_chosen_disks_are_a_list_of_luns(luns: list[int]) -> None:
    """An empty one is the OS disk alone."""
    assert body(to={"disks": {"resourceGroupId": TARGET, "luns": luns}})["restoreDiskLunList"] == sorted(luns)


def test_zone_and_encryption_are_sent_where_they_are_named() -> None:
    """A zone is a list of one."""
    encryption = f"{GROUP}/providers/Microsoft.Compute/diskEncryptionSets/keys"
    sent = body(to={"disks": {"resourceGroupId": TARGET, "zone": "2"}}, diskEncryptionSetId=encryption)
    assert (sent["zones"], sent["diskEncryptionSetId"]) == (["2"], encryption)


@pytest.mark.parametrize(
    ("identity", "info"),
    [
        ("system", {"isSystemAssignedIdentity": True}),
        (IDENTITY, {"isSystemAssignedIdentity": False, "managedIdentityResourceId": IDENTITY}),
    ],
)
def test_a_managed_identity_writes_to_the_staging_account(identity: str, info: dict[str, object]) -> None:
    """Then the account is named in the details, and not beside them."""
    sent = body(to={"replaceExisting": {}}, stagingIdentity=identity)
    assert sent["identityInfo"] == info
    assert sent["identityBasedRestoreDetails"] == {"targetStorageAccountId": STAGING}
    assert "storageAccountId" not in sent


def test_azure_is_asked_about_the_very_restore() -> None:
    """The question wraps it (official example of ValidateOperation)."""
    restore = {"properties": body(to={"replaceExisting": {}})}
    assert validation_body(restore, f"/x/recoveryPoints/{POINT}") == {
        "id": f"/x/recoveryPoints/{POINT}",
        "properties": {
            "objectType": "ValidateIaasVMRestoreOperationRequest",
            "restoreRequest": restore["properties"],
        },
    }
