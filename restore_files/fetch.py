"""Fetching the script of a restore-files request, by who mounts it: `vmbackup files fetch`."""

from pathlib import Path, PurePosixPath
from uuid import UUID

from shared.connections import Connections
from shared.sdk_errors import remedied


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
