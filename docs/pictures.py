"""`make pictures`: take the pictures of the documents anew, in headless Chromium."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import DEFAULT
from report.answer import answered
from shared.connections import Connections

FOLDER = Path(__file__).parent
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# Nothing but the page: no first run, no look for updates, no network.
QUIET = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
)
SIZES = {"report": (1100, 1260), "report-phone": (360, 900)}


def main() -> int:
    """Write the pictures; return 1 where Chromium is missing."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if not program:
        sys.stderr.write("make pictures: Chromium is missing: install it (https://www.chromium.org)\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_bytes(report())
        for name, size in SIZES.items():
            take(program, page, FOLDER / f"{name}.png", size)
    return 0


def report() -> bytes:
    """Return the report of a fleet that has everything."""
    vault = DEFAULT.vaults[0].id
    with Simulator(speed=0, seed=1) as azure, Azurite() as storage:
        azure.add_protected(40, prefix="web")
        azure.add_protected(2, prefix="db", status="Failed", error="UserErrorGuestAgentStatusUnavailable")
        azure.add_protected(2, prefix="batch", last_backup=azure.now() - timedelta(hours=81))
        azure.add_protected(1, prefix="new", state="IRPending")
        azure.add_protected(1, prefix="old", state="ProtectionStopped")
        azure.add_protected(1, prefix="gone", state="SoftDeleted")
        azure.set_tags(DEFAULT.vms[0].id, {"backup": "no"})
        os.environ.update(
            IDENTITY_ENDPOINT=azure.identity_endpoint,
            IDENTITY_HEADER=azure.identity_header,
            AZURE_TOKEN_CREDENTIALS="ManagedIdentityCredential",  # noqa: S106 - the name of a class
        )
        rules = json.dumps([{"region": "westeurope", "vault": vault}])
        settings = {"AzureWebJobsStorage": storage.connection_string, "ARM_ENDPOINT": azure.url, "BACKUP_RULES": rules}
        page: bytes = answered("html", "", Connections(settings)).get_body()
        return page


def take(program: str, page: Path, picture: Path, size: tuple[int, int]) -> None:
    """Take one picture."""
    window = f"--window-size={size[0]},{size[1]}"
    command = [program, *QUIET.split(), window, "--hide-scrollbars", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - the browser of this machine


if __name__ == "__main__":
    sys.exit(main())
