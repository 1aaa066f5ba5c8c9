"""How a vault stores: set through the vault itself, or through its older storage configuration."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.runs import Json

REDUNDANCIES = {"GeoRedundant", "LocallyRedundant", "ZoneRedundant"}

_OF_A_NEW_VAULT: Json = {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Disabled"}


def redundancy(vault: Vault) -> Json:
    """Tell how a vault stores, in the words of the vault API."""
    configured = {"standardTierStorageRedundancy": vault.storage_type} if vault.storage_type else {}
    return _OF_A_NEW_VAULT | configured | _set_through_vault(vault)


def storage_type(vault: Vault) -> str:
    """Tell how a vault stores, in one word."""
    return str(redundancy(vault)["standardTierStorageRedundancy"])


def configure_storage(vault: Vault, wanted: object) -> None:
    """Change how a vault stores; refuse it once the vault API was used for that, or items are protected."""
    if _set_through_vault(vault):
        raise refuse("UseVaultApi")
    check_storage(vault, wanted)
    vault.storage_type = str(wanted)


def check_storage(vault: Vault, wanted: object) -> None:
    """Refuse an unknown kind of storage, and another one than a vault with items has."""
    if wanted not in REDUNDANCIES:
        raise refuse("WrongInput")
    if vault.items and wanted != storage_type(vault):
        raise refuse("StorageLocked")


def _set_through_vault(vault: Vault) -> Json:
    properties = vault.body.get("properties") or {}
    settings: Json = properties.get("redundancySettings") or {}
    return settings
