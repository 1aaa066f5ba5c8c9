"""`make pictures`: take the pictures of the documents anew, in headless Chromium."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import azure.functions as func

from dashboard import answer as dashboard
from docs.dashboard_scene import Scene
from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import DEFAULT
from report import answer as report
from shared.connections import Connections

FOLDER = Path(__file__).parent
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# Nothing but the page: no first run, no look for updates, no network.
QUIET = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
)
DARK = "--blink-settings=preferredColorScheme=0"
VAULT = DEFAULT.vaults[0].id


class Picture(NamedTuple):
    """Of which page, how wide and high."""

    page: str
    size: tuple[int, int]
    options: tuple[str, ...] = ()


PICTURES = {
    "report": Picture("report", (1100, 1260)),
    "report-phone": Picture("report", (360, 900)),
    "dashboard": Picture("dashboard", (1280, 1560)),
    "dashboard-dark": Picture("dashboard", (768, 1250), (DARK,)),
    "dashboard-phone": Picture("dashboard", (360, 1250)),
}


def main() -> int:
    """Write the pictures; return 1 where Chromium is missing."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if not program:
        sys.stderr.write("make pictures: Chromium is missing: install it (https://www.chromium.org)\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for name, page in pages().items():
            (Path(folder) / f"{name}.html").write_bytes(page)
        for name, picture in PICTURES.items():
            take(program, Path(folder) / f"{picture.page}.html", FOLDER / f"{name}.png", picture)
    return 0


def pages() -> dict[str, bytes]:
    """Return the pages of a fleet that has everything."""
    with Simulator(speed=0, seed=1) as azure, Azurite() as storage:
        vms = azure.add_protected(40, prefix="web", last_backup=azure.now() - timedelta(hours=7))
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
        rules = json.dumps([{"region": "westeurope", "vault": VAULT}])
        settings = {"AzureWebJobsStorage": storage.connection_string, "ARM_ENDPOINT": azure.url, "BACKUP_RULES": rules}
        connections = Connections(settings)
        connections.request_table.write(Scene(VAULT, vms, connections.now()).rows(), connections.now())
        asked = func.HttpRequest("GET", "/api/dashboard", params={"format": "html"}, body=b"")
        return {
            "report": report.answered("html", "", connections).get_body(),
            "dashboard": dashboard.answered(asked, connections).get_body(),
        }


def take(program: str, page: Path, path: Path, picture: Picture) -> None:
    """Take one picture."""
    window = f"--window-size={picture.size[0]},{picture.size[1]}"
    command = [program, *QUIET.split(), *picture.options, window, "--hide-scrollbars", f"--screenshot={path}"]
    subprocess.run([*command, page.as_uri()], check=True, capture_output=True)  # noqa: S603 - the browser of this machine


if __name__ == "__main__":
    sys.exit(main())
