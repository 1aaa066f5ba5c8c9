"""Soft delete: for how long a vault keeps what is deleted from it."""

from datetime import datetime, timedelta

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import ProtectedItem, Vault
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.world import Cloud

ON, OFF, ALWAYS = "Enabled", "Disabled", "AlwaysON"

_STATES = {"enhancedSecurityState", "softDeleteFeatureState"}
_SPELLED = {state.lower(): state for state in (ON, OFF, ALWAYS)}

# The documented choice of days (reference: limits, vault and subscription).
_DAYS = range(14, 181)

_OF_A_NEW_VAULT: Json = {
    "enhancedSecurityState": ON,
    "softDeleteFeatureState": ON,
    "softDeleteRetentionPeriodInDays": 14,
    "isSoftDeleteFeatureStateEditable": True,
}


def configuration(vault: Vault) -> Json:
    """Tell the backup settings of a vault (recorded in vault_config_softdelete_get_patch.json)."""
    told = _OF_A_NEW_VAULT | vault.config
    return told | {"isSoftDeleteFeatureStateEditable": told["softDeleteFeatureState"] != ALWAYS}


def configure(vault: Vault, properties: Json) -> None:
    """Change some of the backup settings; unknown ones and nulls are left out, and AlwaysON is for ever."""
    known = {key: value for key, value in properties.items() if key in _OF_A_NEW_VAULT and value is not None}
    # Whatever their case: `az` writes AlwaysOn.
    known |= {key: _SPELLED.get(str(known[key]).lower()) for key in known.keys() & _STATES}
    wanted = _OF_A_NEW_VAULT | vault.config | known
    if None in wanted.values() or wanted["softDeleteRetentionPeriodInDays"] not in _DAYS:
        raise refuse("WrongInput")
    if _state(vault) == ALWAYS != wanted["softDeleteFeatureState"]:
        raise refuse("SoftDeleteForEver")
    vault.config |= known


def configure_through_vault(vault: Vault, settings: Json) -> None:
    """Change them by the vault's own `softDeleteSettings`, where the state has another name."""
    configure(vault, settings | {"softDeleteFeatureState": settings.get("softDeleteState")})


def keeps_deleted(vault: Vault) -> bool:
    """Tell whether what is deleted now stays for a while."""
    return _state(vault) != OFF


def keep_for_now(cloud: Cloud, vault: Vault, item: ProtectedItem, since: datetime) -> None:
    """Delete an item softly: it will be gone when its days are over."""
    item.deleted, item.kept_days = since, configuration(vault)["softDeleteRetentionPeriodInDays"]
    cloud.at(since + timedelta(days=item.kept_days), "item purged", vault, item.vm.protectable_name())


def purge(vault: Vault, key: str, at: datetime) -> None:
    """Let an item go, unless its deletion was taken back meanwhile, or begun anew."""
    item = vault.items.get(key)
    if item and item.purged_at and item.purged_at <= at:
        del vault.items[key]


def _state(vault: Vault) -> str:
    return str(configuration(vault)["softDeleteFeatureState"])
