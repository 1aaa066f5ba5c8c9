"""The role definitions, as `az role definition create` takes them."""

from collections.abc import Iterable, Mapping

from proof.permissions.linked import LINKED, TARGETS, VMS
from proof.permissions.measured import Measured

SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000000"  # to be replaced
OF_VAULTS = "microsoft.recoveryservices/vaults"


def roles(flows: Mapping[str, Measured]) -> dict[str, dict[str, object]]:
    """Return each role by its file's name: measured ones, and those for what Azure checks besides."""
    arm = union(one.arm for one in flows.values())
    secrets = union(one.key_vault for one in flows.values())
    vaults = [action for action in arm if action.lower().startswith(OF_VAULTS)]
    return {
        "vaults": _role("on the resource groups of the vaults", vaults),
        "machines": _role("on the subscriptions of the VMs", [action for action in arm if action not in vaults]),
        "passwords": _role("on the key vault", [], secrets),
        "linked-machines": _role(f"on {VMS}, checked by Backup", _linked(VMS)),
        "linked-targets": _role(f"on {TARGETS}, checked by Backup", _linked(TARGETS)),
    }


def union(actions: Iterable[frozenset[str]]) -> list[str]:
    """Return all actions once, however they are spelled, sorted."""
    return sorted({action.lower(): action for one in actions for action in sorted(one)}.values(), key=str.lower)


def _linked(scope: str) -> list[str]:
    return sorted({one.action for one in LINKED if one.scope.startswith(scope)})


def _role(where: str, actions: list[str], data_actions: list[str] | None = None) -> dict[str, object]:
    return {
        "Name": f"Azure VM backup, {where.removeprefix('on ')}",
        "IsCustom": True,
        "Description": f"What the backup app does {where}, and nothing else.",
        "Actions": actions,
        "NotActions": [],
        "DataActions": data_actions or [],
        "NotDataActions": [],
        "AssignableScopes": [SCOPE],
    }
