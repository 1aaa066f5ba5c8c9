"""The blobs that the hosts of one app share: the only module here that speaks to blob storage."""

import contextlib
import uuid
from collections.abc import Awaitable, Callable
from typing import Self

from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import StorageErrorCode
from azure.storage.blob.aio import BlobLeaseClient, BlobServiceClient, ContainerClient

from local_stack.functions_host import account

_TAKEN = {StorageErrorCode.LEASE_ALREADY_PRESENT, StorageErrorCode.LEASE_IS_BREAKING_AND_CANNOT_BE_ACQUIRED}
_LOST = {
    StorageErrorCode.LEASE_ID_MISMATCH_WITH_LEASE_OPERATION,
    StorageErrorCode.LEASE_LOST,
    StorageErrorCode.LEASE_NOT_PRESENT_WITH_LEASE_OPERATION,
    StorageErrorCode.LEASE_IS_BROKEN_AND_CANNOT_BE_RENEWED,
    StorageErrorCode.BLOB_NOT_FOUND,
    StorageErrorCode.CONTAINER_NOT_FOUND,
}


class SharedBlob:
    """One blob, which need not exist yet, nor its container. Trouble with storage is an AzureError."""

    def __init__(self, container: ContainerClient, path: str) -> None:
        self._container, self._blob = container, container.get_blob_client(path)
        # Ours for life: taken again, it is the same lease, though the answer to the first call was lost.
        self._lease = BlobLeaseClient(self._blob, str(uuid.uuid4()))

    async def read(self) -> bytes | None:
        """Return the content; None when there is no such blob."""
        with contextlib.suppress(ResourceNotFoundError):
            return await (await self._blob.download_blob()).readall()
        return None

    async def write(self, content: bytes) -> None:
        """Set the content."""
        await self._in_container(lambda: self._blob.upload_blob(content, overwrite=True))

    async def create(self, content: bytes) -> bool:
        """Set the content, unless the blob exists: then return False."""
        with contextlib.suppress(ResourceExistsError):
            await self._in_container(lambda: self._blob.upload_blob(content, overwrite=False))
            return True
        return False

    async def take(self, seconds: int) -> bool:
        """Take the blob's lease for 15 to 60 seconds; return False when another host has it."""
        try:
            await self._acquire(seconds)
        except HttpResponseError as error:
            if getattr(error, "error_code", None) in _TAKEN:
                return False
            raise
        return True

    async def renew(self) -> bool:
        """Renew the lease that was taken; return False when it is ours no more."""
        try:
            await self._lease.renew(retry_total=0)
        except HttpResponseError as error:
            if getattr(error, "error_code", None) in _LOST:
                return False
            raise
        return True

    async def release(self) -> None:
        """End the lease, if it still is ours."""
        with contextlib.suppress(HttpResponseError):
            await self._lease.release(retry_total=0)

    async def _acquire(self, seconds: int) -> None:
        try:
            await self._lease.acquire(seconds, retry_total=0)
        except ResourceNotFoundError:
            await self.create(b"")
            await self._lease.acquire(seconds, retry_total=0)

    async def _in_container[Answer](self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await call()
        except ResourceNotFoundError:
            with contextlib.suppress(ResourceExistsError):
                await self._container.create_container()
            return await call()


class StorageBlobs:
    """The blobs of AzureWebJobsStorage under a host id. `async with` closes the connection."""

    def __init__(self, host_id: str) -> None:
        self.host_id = host_id
        self._service: BlobServiceClient = account.opened(
            BlobServiceClient.from_connection_string, account.HOST_STORAGE
        )

    def blob(self, container: str, path: str) -> SharedBlob:
        """Return a blob by its path, in which {} stands for the host id."""
        return SharedBlob(self._service.get_container_client(container), path.format(self.host_id))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._service.close()
