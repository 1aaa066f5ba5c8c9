"""`python -m proof.permissions`: measure what the app must be allowed; write docs/permissions.md and docs/roles."""

import json
from pathlib import Path

from local_stack.azurite import Azurite
from proof.permissions.measured import Measured, measured
from proof.permissions.page import page
from proof.permissions.roles import roles

DOCS = Path(__file__).parents[2] / "docs"


def files(flows: dict[str, Measured]) -> dict[Path, str]:
    """Return the text of every file by its path."""
    definitions = {
        DOCS / "roles" / f"{name}.json": json.dumps(role, indent=2) + "\n" for name, role in roles(flows).items()
    }
    return {DOCS / "permissions.md": page(flows)} | definitions


def main() -> None:
    """Write them."""
    with Azurite() as azurite:
        written = files(dict(measured(azurite)))
    for path, text in written.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
