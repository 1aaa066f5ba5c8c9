"""Immutable vaults: what is backed up there stays until it expires, and who stops may only suspend."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.runs import Json

OFF, UNLOCKED, LOCKED = "Disabled", "Unlocked", "Locked"


def immutability(body: Json) -> str:
    """Read from the body of a vault, or of a request, whether it is immutable; empty if nothing is said."""
    settings = _security(body).get("immutabilitySettings") or {}
    return str(settings.get("state") or "").capitalize()


def is_immutable(vault: Vault) -> bool:
    """Tell whether a vault is immutable, locked or not."""
    return immutability(vault.body) in (UNLOCKED, LOCKED)


def check_immutability(vault: Vault, body: Json) -> None:
    """Refuse an unknown state, and another one than Locked where that is set: it cannot be taken back."""
    wanted = immutability(body)
    if wanted and wanted not in (OFF, UNLOCKED, LOCKED):
        raise refuse("WrongInput")
    if wanted and immutability(vault.body) == LOCKED != wanted:
        raise refuse("ImmutabilityLocked")


def soft_delete_settings(body: Json) -> Json:
    """Read the settings of soft delete beside it."""
    settings: Json = _security(body).get("softDeleteSettings") or {}
    return settings


def _security(body: Json) -> Json:
    properties = body.get("properties") or {}
    settings: Json = properties.get("securitySettings") or {}
    return settings
