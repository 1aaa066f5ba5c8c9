"""Microsoft's own clients create vaults and policies, and list what is protected."""

from collections.abc import Iterator

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservices.models import (
    PatchVault,
    Sku,
    Vault,
    VaultProperties,
    VaultPropertiesRedundancySettings,
)
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.models import ProtectionPolicyResource

from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION
from tests.local_stack.simulator.arm import IAAS_VM
from tests.local_stack.simulator.sdk import SPEED, backup_client, credential
from tests.local_stack.simulator.test_policy_writes import GOOD

DEADLINE = 10
IN_VAULT = ("nightly", "backup")


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Run fast, and list by three."""
    with Simulator(speed=SPEED, seed=1, page_size=3) as simulator:
        yield simulator


@pytest.fixture
def backup(azure: Simulator) -> Iterator[RecoveryServicesBackupClient]:
    """Speak of backup."""
    with backup_client(azure, step=300) as client:
        yield client


@pytest.fixture
def vaults(azure: Simulator) -> Iterator[RecoveryServicesClient]:
    """Speak of vaults."""
    with (
        credential(azure) as application,
        RecoveryServicesClient(
            application, SUBSCRIPTION, azure.tls_url, polling_interval=0, connection_verify=azure.ca_file
        ) as client,
    ):
        yield client


def fresh(location: str = "westeurope") -> Vault:
    return Vault(location=location, sku=Sku(name="Standard"), properties=VaultProperties())


def test_vault(vaults: RecoveryServicesClient) -> None:
    """A vault is created, changed, listed, and cannot be created elsewhere."""
    created = vaults.vaults.begin_create_or_update("backup", "fresh", fresh()).result(DEADLINE)
    assert created.properties is not None
    assert created.properties.provisioning_state == "Succeeded"
    settings = VaultPropertiesRedundancySettings(standard_tier_storage_redundancy="LocallyRedundant")
    change = PatchVault(tags={"team": "shop"}, properties=VaultProperties(redundancy_settings=settings))
    vaults.vaults.begin_update("backup", "fresh", change).result(DEADLINE)
    changed = vaults.vaults.get("backup", "fresh")
    assert changed.tags == {"team": "shop"}
    assert changed.properties is not None
    assert changed.properties.redundancy_settings is not None
    assert changed.properties.redundancy_settings.standard_tier_storage_redundancy == "LocallyRedundant"
    assert [vault.name for vault in vaults.vaults.list_by_resource_group("backup")] == ["fresh", "nightly"]
    with pytest.raises(ResourceExistsError, match="InvalidResourceLocation"):
        vaults.vaults.begin_create_or_update("backup", "fresh", fresh("northeurope"))


def test_policy(azure: Simulator, backup: RecoveryServicesBackupClient) -> None:
    """A policy is created, changed under its items, found by a filter, and deleted."""
    wanted = ProtectionPolicyResource({"properties": GOOD["daily"]})
    created = backup.protection_policies.create_or_update(*IN_VAULT, "mine", wanted)
    assert created is not None
    assert created.name == "mine"
    assert "mine" in [policy.name for policy in backup.backup_policies.list(*IN_VAULT, filter=IAAS_VM)]
    assert backup.protection_policies.get(*IN_VAULT, "mine").properties is not None
    azure.add_protected(1, policy="mine")
    with pytest.raises(HttpResponseError, match="BMSUserErrorPolicyObjectInUse"):
        backup.protection_policies.begin_delete(*IN_VAULT, "mine")
    backup.protection_policies.begin_delete(*IN_VAULT, "EnhancedPolicy").result(DEADLINE)
    assert [policy.name for policy in backup.backup_policies.list(*IN_VAULT, filter=IAAS_VM)] == [
        *("DefaultPolicy", "mine"),
    ]


def test_refused_policy(backup: RecoveryServicesBackupClient) -> None:
    """A policy that Azure does not take is refused in Azure's words."""
    wanted = ProtectionPolicyResource({"properties": GOOD["daily"] | {"timeZone": "Europe/Berlin"}})
    with pytest.raises(HttpResponseError, match="BMSUserErrorInvalidPolicyInput"):
        backup.protection_policies.create_or_update(*IN_VAULT, "mine", wanted)


def test_protected_items(azure: Simulator, backup: RecoveryServicesBackupClient) -> None:
    """What is protected is listed by a filter, page by page."""
    azure.add_protected(7)
    azure.add_protected(1, prefix="bad", status="Failed")
    items = list(backup.backup_protected_items.list(*IN_VAULT, filter=f"{IAAS_VM} and itemType eq 'VM'"))
    states = [item.properties["lastBackupStatus"] for item in items if item.properties]
    assert sorted(states) == ["Completed"] * 7 + ["Failed"]
