"""Stores the script in the container and its password in the key vault, apart from each other."""

from contextlib import suppress
from datetime import datetime, timedelta

from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import BlobClient, BlobSasPermissions, generate_blob_sas

from restore_files.places import folder, secret_name
from shared.connections import Connections
from shared.event_parts import PasswordPlace, ScriptPlace
from shared.mount_script import MountScript
from shared.requests import RestoreFiles
from shared.sdk_errors import remedied


def keep_password(script: MountScript, request: RestoreFiles, expires: datetime, azure: Connections) -> PasswordPlace:
    """Store the password as a secret that expires with the script."""
    name = secret_name(request.request_id)
    with remedied("Key Vault"):
        azure.secrets.set_secret(name, script.password, expires_on=expires, content_type="mount password")
    return PasswordPlace(azure.settings.key_vault_uri or "", name)


def keep_script(script: MountScript, request: RestoreFiles, point: str, azure: Connections) -> ScriptPlace:
    """Store the script under its proper file name, in a container without public access."""
    name = f"{folder(request.vault_id, request.vm_id, point, request.request_id)}{script.file_name}"
    with remedied("Blob Storage"):
        container = azure.blobs.get_container_client(azure.settings.scripts_container)
        with suppress(ResourceExistsError):
            container.create_container()
        blob = container.upload_blob(name, script.text.encode(), overwrite=True)
        return ScriptPlace(blob.url.partition("?")[0], container.container_name, name, _link(blob, azure))


def _link(blob: BlobClient, azure: Connections) -> str | None:
    """Return a link for reading, signed with the app's own identity, if the settings ask for one."""
    if not azure.settings.script_link_minutes:
        return None
    begins = azure.now() - timedelta(minutes=5)  # clocks differ
    ends = azure.now() + timedelta(minutes=azure.settings.script_link_minutes)
    signature = generate_blob_sas(
        account_name=str(blob.account_name),
        container_name=blob.container_name,
        blob_name=blob.blob_name,
        user_delegation_key=azure.blobs.get_user_delegation_key(begins, ends),
        permission=BlobSasPermissions(read=True),
        expiry=ends,
        protocol="https",
    )
    return f"{blob.url}?{signature}"
