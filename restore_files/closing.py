"""The end of an opened recovery point: whose it is, and what is deleted."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from restore_files.places import folder, folder_of_point, secret_name
from shared.connections import Connections
from shared.events import FilesRevoked
from shared.messages import Message
from shared.requests import RevokeFiles


def is_open_for_others(request: RevokeFiles, azure: Connections) -> bool:
    """Tell whether another request has opened the same recovery point since: Azure knows one session for all."""
    from shared.sdk_errors import remedied  # noqa: PLC0415 - only this function's instances need the SDKs

    own = folder(request.vault_id, request.vm_id, request.recovery_point, request.files_of)
    with remedied("Blob Storage"):
        container = azure.blobs.get_container_client(azure.settings.scripts_container)
        if not container.exists():
            return False
        names = container.list_blob_names(
            name_starts_with=folder_of_point(request.vault_id, request.vm_id, request.recovery_point)
        )
        return any(not name.startswith(own) for name in names)


def revoked(request: RevokeFiles, started: datetime, azure: Connections) -> Sequence[Message]:
    """Delete script and password, where they are still there, and tell it."""
    from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - see above

    from shared.sdk_errors import remedied  # noqa: PLC0415 - see above

    with remedied("Blob Storage"):
        container = azure.blobs.get_container_client(azure.settings.scripts_container)
        own = folder(request.vault_id, request.vm_id, request.recovery_point, request.files_of)
        if container.exists():
            for name in container.list_blob_names(name_starts_with=own):
                with suppress(ResourceNotFoundError):
                    container.delete_blob(name)
    with remedied("Key Vault"), suppress(ResourceNotFoundError):
        azure.secrets.begin_delete_secret(secret_name(request.files_of))
    return [FilesRevoked(request=request, recovery_point=request.recovery_point, started=started, ended=azure.now())]
