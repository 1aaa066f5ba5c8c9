"""Soft delete: whether a vault keeps for a while what is deleted from it. The simulator's vaults begin without."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import SOFT_DELETED_FOR, Vault
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.world import Cloud

ON, OFF = "Enabled", "Disabled"

_OF_A_NEW_VAULT: Json = {
    "enhancedSecurityState": ON,
    "softDeleteFeatureState": OFF,
    "softDeleteRetentionPeriodInDays": SOFT_DELETED_FOR.days,
    "isSoftDeleteFeatureStateEditable": True,
}


def configuration(vault: Vault) -> Json:
    """Tell the backup settings of a vault (recorded in vault_config_softdelete_get_patch.json)."""
    return _OF_A_NEW_VAULT | vault.config


def configure(vault: Vault, properties: Json) -> None:
    """Change some of the backup settings; unknown ones and nulls are left out."""
    known = {key: value for key, value in properties.items() if key in _OF_A_NEW_VAULT and value is not None}
    if known.get("softDeleteFeatureState", OFF) not in (ON, OFF):
        raise refuse("WrongInput")
    vault.config |= known


def keeps_deleted(vault: Vault) -> bool:
    """Tell whether what is deleted now stays for a while."""
    return bool(configuration(vault)["softDeleteFeatureState"] == ON)


def purge(cloud: Cloud) -> bool:
    """Let go what has been deleted for long enough; tell whether there was any."""
    gone = [
        (vault, key)
        for vault in cloud.world.vaults.values()
        for key, item in vault.items.items()
        if item.deleted and cloud.now() - item.deleted >= SOFT_DELETED_FOR
    ]
    for vault, key in gone:
        del vault.items[key]
    return bool(gone)
