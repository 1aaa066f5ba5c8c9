"""The end of an opened recovery point: what is deleted, and told."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from restore_files.places import secret_name
from shared.connections import Connections
from shared.events import FilesRevoked
from shared.messages import Message
from shared.requests import RevokeFiles


def revoked(request: RevokeFiles, started: datetime, azure: Connections) -> Sequence[Message]:
    """Give up the ownership of the session, and tell that it is closed, and script and password are deleted."""
    from restore_files.claim import Claim  # noqa: PLC0415 - only these functions need the SDKs

    Claim(request.vault_id, request.vm_id, request.recovery_point, azure).release(request.files_of)
    return [FilesRevoked(request=request, recovery_point=request.recovery_point, started=started, ended=azure.now())]


def withdraw(request: RevokeFiles, azure: Connections) -> None:
    """Delete script and password, where they are still there; the key vault keeps a password as deleted."""
    from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - see above

    from restore_files.claim import Claim  # noqa: PLC0415 - the same
    from shared.sdk_errors import remedied  # noqa: PLC0415 - the same

    Claim(request.vault_id, request.vm_id, request.recovery_point, azure).clear(request.files_of)
    with remedied("Key Vault"), suppress(ResourceNotFoundError):
        azure.secrets.begin_delete_secret(secret_name(request.files_of))
