"""Whether a mount that was told is open, and what was delivered for it is there."""

from collections.abc import Iterator
from typing import Any

from azure.storage.blob import BlobServiceClient

from local_stack.stack import NIGHTLY
from proof.crashes.scene import Scene
from shared import recovery_services as rs
from shared.settings import BACKUP_API

KEY_VAULT = "https://vault.azure.net"
SECRETS_API = "7.6"


def is_mounted(scene: Scene) -> Iterator[str]:
    """Say what is missing of a mount."""
    yield from (f"the mount has no {what}" for what, is_there in _parts(scene).items() if not is_there)


def is_gone(scene: Scene) -> Iterator[str]:
    """Say what is left of a mount."""
    yield from (f"the revoked mount still has its {what}" for what, is_there in _parts(scene).items() if is_there)


def _parts(scene: Scene) -> dict[str, bool]:
    ready: dict[str, Any] = scene.end("FilesReady")
    return {
        "session": _is_open(scene, ready["request"]["vmId"], ready["recoveryPoint"]["name"]),
        "script": _script_is_kept(scene, ready["script"]),
        "password": _password_is_kept(scene, ready["password"]["secret"]),
    }


def _is_open(scene: Scene, vm_id: str, point: str) -> bool:
    path = rs.recovery_points(NIGHTLY, rs.item_name(vm_id)).partition("?")[0]
    answer = scene.call("GET", f"{scene.azure.url}{path}/{point}?api-version={BACKUP_API}")
    return bool(answer.json()["properties"]["isInstantIlrSessionActive"])


def _script_is_kept(scene: Scene, place: dict[str, str]) -> bool:
    with BlobServiceClient.from_connection_string(scene.lane.azurite.connection_string) as blobs:
        return blobs.get_blob_client(scene.settings["SCRIPTS_CONTAINER"], place["blob"]).exists()


def _password_is_kept(scene: Scene, secret: str) -> bool:
    url = f"{scene.azure.key_vault_uri}/secrets/{secret}?api-version={SECRETS_API}"
    return scene.call("GET", url, audience=KEY_VAULT).ok
