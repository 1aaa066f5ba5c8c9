"""`python -m restore_files.fetch <requestId>`: fetch the script of a restore-files request, and show its password.

It reads the same settings as the app: AzureWebJobsStorage (or its identity-based form) and KEY_VAULT_URI.
"""

import argparse
import os
import sys
from pathlib import Path, PurePosixPath
from typing import TextIO
from uuid import UUID

from restore_files.places import secret_name
from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.sdk_errors import remedied
from shared.settings import SettingsError


def main() -> int:
    """Return 0 if the script lies in the folder; the password is shown on a terminal only."""
    parser = argparse.ArgumentParser(prog="python -m restore_files.fetch", description=__doc__)
    parser.add_argument("request_id", type=UUID, metavar="requestId", help="of the restore-files request")
    parser.add_argument("--folder", type=Path, default=Path(), help="where to put the script; here without it")
    options = parser.parse_args()
    try:
        azure = Connections(os.environ)
        script = fetch_script(options.request_id, options.folder, azure)
        _say(f"{script}  is ready to run.")
        _say(_about_password(options.request_id, azure))
    except (Refused, Unavailable, SettingsError, FileNotFoundError) as error:
        _say(str(error), sys.stderr)
        return 1
    return 0


def fetch_script(request_id: UUID, folder: Path, azure: Connections) -> Path:
    """Write the script under its proper name, for its owner alone; FileNotFoundError if there is none (any more)."""
    with remedied("Blob Storage"):
        container = azure.blobs.get_container_client(azure.settings.scripts_container)
        names = container.list_blob_names() if container.exists() else []
        name = next((name for name in names if PurePosixPath(name).parent.name == str(request_id)), None)
        if name is None:
            raise FileNotFoundError(f"there is no script of request {request_id}: not yet, or revoked")
        text = container.download_blob(name).readall()
    path = folder / PurePosixPath(name).name
    path.touch(mode=0o700)
    path.chmod(0o700)
    path.write_bytes(text)
    return path


def _about_password(request_id: UUID, azure: Connections) -> str:
    name = secret_name(request_id)
    if not sys.stdout.isatty():
        return f"The password is the secret {name} of {azure.settings.key_vault_uri}; it is shown on a terminal only."
    with remedied("Key Vault"):
        return f"Password: {azure.secrets.get_secret(name).value}"


def _say(text: str, where: TextIO | None = None) -> None:
    print(text, file=where or sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
