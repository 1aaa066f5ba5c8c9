"""The storage queues of a Functions app: the only module here that speaks to them."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Self

from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueMessage, StorageErrorCode
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from local_stack.functions_host import account

_GONE = {
    StorageErrorCode.POP_RECEIPT_MISMATCH,
    StorageErrorCode.MESSAGE_NOT_FOUND,
    StorageErrorCode.QUEUE_NOT_FOUND,
    StorageErrorCode.QUEUE_BEING_DELETED,
}


class MessageGoneError(Exception):
    """Somebody else has received, changed or deleted the message: it is no longer ours."""


class StorageQueue:
    """One queue, which need not exist yet. Times are seconds; other trouble than a missing queue is an AzureError."""

    def __init__(self, client: QueueClient) -> None:
        self.name = client.queue_name
        self.written = asyncio.Event()
        self._client = client

    async def receive(self, count: int, lease: int) -> list[QueueMessage]:
        """Take up to `count` messages, hidden from others for `lease` s; none when the queue does not exist."""
        pages = self._client.receive_messages(
            messages_per_page=count, visibility_timeout=lease, retry_total=0
        ).by_page()
        with contextlib.suppress(ResourceNotFoundError, StopAsyncIteration):
            return [message async for message in await anext(pages)]
        return []

    async def hide(self, message: QueueMessage, period: float) -> None:
        """Hide a received message for another `period` s from now; 0 shows it to everyone."""
        with _owned():
            updated = await self._client.update_message(message.id, message.pop_receipt, visibility_timeout=int(period))
        message.pop_receipt = updated.pop_receipt

    async def delete(self, message: QueueMessage) -> None:
        """Delete a received message."""
        with _owned():
            await self._client.delete_message(message.id, message.pop_receipt)

    async def send(self, content: str) -> None:
        """Add a message as it stands, create the queue if it is missing, and wake this process's listener."""
        try:
            await self._client.send_message(content)
        except ResourceNotFoundError:
            # "Exists" also when the SDK repeats its own create, whose answer was lost.
            with contextlib.suppress(ResourceExistsError):
                await self._client.create_queue()
            await self._client.send_message(content)
        self.written.set()


class StorageQueues:
    """The queues of all connections, each opened once. `async with` closes them."""

    def __init__(self) -> None:
        self._accounts: dict[str, QueueServiceClient] = {}
        self._queues: dict[tuple[str, str], StorageQueue] = {}

    def queue(self, name: str, connection: str) -> StorageQueue:
        """Open the queue in the account of the setting `connection`, lower-cased as Azure does."""
        key = (connection, name.lower())
        if key not in self._queues:
            self._queues[key] = StorageQueue(self._account(connection).get_queue_client(name.lower()))
        return self._queues[key]

    def _account(self, connection: str) -> QueueServiceClient:
        if connection not in self._accounts:
            self._accounts[connection] = account.opened(QueueServiceClient.from_connection_string, connection)
        return self._accounts[connection]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        for service in self._accounts.values():
            await service.close()


@contextlib.contextmanager
def _owned() -> Iterator[None]:
    try:
        yield
    except HttpResponseError as error:
        code = getattr(error, "error_code", None)
        if code in _GONE:
            raise MessageGoneError(StorageErrorCode(code).value) from error
        raise
