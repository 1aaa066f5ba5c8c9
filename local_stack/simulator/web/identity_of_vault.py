"""The managed identities of a vault, as recorded in list_vaults_paging.json."""

from uuid import NAMESPACE_URL, uuid5

from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.runs import Json
from local_stack.simulator.tenant import TENANT


def identity_body(vault: Vault) -> Json:
    """Write which identities a vault has, none as nothing at all; one of its own has ids, and so has each assigned."""
    asked = vault.body.get("identity") or {}
    kinds = str(asked.get("type")).lower().replace(" ", "").split(",")
    own = "systemassigned" in kinds
    named = [name for name in ("SystemAssigned", "UserAssigned") if name.lower() in kinds]
    if not named:
        return {}
    assigned = asked.get("userAssignedIdentities") or {} if "userassigned" in kinds else {}
    return {
        **({"principalId": _guid(vault.id), "tenantId": TENANT} if own else {}),
        "type": ", ".join(named),
        **({"userAssignedIdentities": {name: _of_user(name) for name in assigned}} if assigned else {}),
    }


def _of_user(name: str) -> Json:
    return {"principalId": _guid(name), "clientId": _guid(f"{name}/client")}


def _guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
