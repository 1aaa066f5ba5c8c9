"""Whose session it is. Azure has one for a recovery point, and who opens it anew takes it over from who had it.

The owner's requestId stands in a blob beside the scripts, written before Azure is asked: somebody else's revocation
finds it there, even while the new owner's script is still being prepared.
"""

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

from restore_files.places import folder, owner_blob
from shared.arm_ids import VaultId, VmId
from shared.connections import Connections
from shared.sdk_errors import remedied

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient


class Claim:
    """The session of one recovery point, as the container knows it."""

    def __init__(self, vault_id: VaultId, vm_id: VmId, point: str, azure: Connections) -> None:
        self._place = (vault_id, vm_id, point)
        self._container: ContainerClient = azure.blobs.get_container_client(azure.settings.scripts_container)

    def owner(self) -> UUID | None:
        """Return the requestId of the request that has the session, if one has."""
        with remedied("Blob Storage"):
            try:
                return UUID(self._container.download_blob(owner_blob(*self._place)).readall().decode())
            except (ResourceNotFoundError, ValueError):
                return None

    def take(self, request_id: UUID) -> None:
        """Make a request the owner."""
        with remedied("Blob Storage"):
            with suppress(ResourceExistsError):
                self._container.create_container()
            self._container.upload_blob(owner_blob(*self._place), str(request_id).encode(), overwrite=True)

    def give_back(self, request_id: UUID, owner: UUID | None) -> None:
        """Let the session be whose it was: nothing was opened."""
        if owner:
            self.take(owner)
        else:
            self.release(request_id)

    def is_delivered(self, request_id: UUID) -> bool:
        """Tell whether the request's script is there."""
        return bool(self._files(request_id))

    def clear(self, request_id: UUID) -> None:
        """Delete a request's script."""
        for name in self._files(request_id):
            self._delete(name)

    def release(self, request_id: UUID) -> None:
        """End a request's ownership, if it has it."""
        if self.owner() == request_id:
            self._delete(owner_blob(*self._place))

    def _delete(self, name: str) -> None:
        with remedied("Blob Storage"), suppress(ResourceNotFoundError):
            self._container.delete_blob(name)

    def _files(self, request_id: UUID) -> list[str]:
        with remedied("Blob Storage"):
            try:
                return list(self._container.list_blob_names(name_starts_with=folder(*self._place, request_id)))
            except ResourceNotFoundError:
                return []
