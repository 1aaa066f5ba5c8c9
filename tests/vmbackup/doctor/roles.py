"""The proven roles, whole or but for one action, as files for the simulator."""

import json
from collections.abc import Callable
from pathlib import Path

ROLES = Path(__file__).parents[3] / "docs" / "roles"
MAY_ASK = {
    "Actions": [
        "Microsoft.Authorization/permissions/read",
        "Microsoft.Authorization/roleAssignments/read",
        "Microsoft.Authorization/roleDefinitions/read",
        "Microsoft.EventGrid/*/read",
    ]
}

type Allowed = Callable[..., dict[str, str]]


def proven_roles(folder: Path, but: str) -> list[Path]:
    """Write the proven roles, and the right to ask, without the action that ends so."""
    definitions = {file.name: json.loads(file.read_text()) for file in ROLES.glob("*.json")} | {"ask.json": MAY_ASK}
    for name, definition in definitions.items():
        kept = {
            kind: [action for action in definition.get(kind, []) if not (but and action.endswith(but))]
            for kind in ("Actions", "DataActions")
        }
        (folder / name).write_text(json.dumps(kept))
    return [folder / name for name in definitions]
