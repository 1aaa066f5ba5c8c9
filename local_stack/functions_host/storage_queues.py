"""The storage queues of a Functions app: the only module here that speaks to Azure Storage."""

import asyncio
import contextlib
import os
from collections.abc import Iterator
from typing import Any, Self

from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueMessage, StorageErrorCode
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from local_stack.functions_host.start_error import StartError

# Azure's host retries three times, first after 0.8 s; the default of the Python SDK stalls a message for a minute.
_RETRY: dict[str, Any] = {"initial_backoff": 1, "increment_base": 2, "retry_total": 3, "random_jitter_range": 0}
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
            self._accounts[connection] = _client(connection)
        return self._accounts[connection]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        for account in self._accounts.values():
            await account.close()


def first_line(error: AzureError) -> str:
    """Return what the error says, without the XML that Azure adds."""
    return error.message.partition("\n")[0]


def _client(setting: str) -> QueueServiceClient:
    try:
        # Azurite is on this machine: the environment's proxies are not for it.
        return QueueServiceClient.from_connection_string(os.environ[setting], use_env_settings=False, **_RETRY)
    except KeyError:
        raise StartError(f"the app setting {setting} is missing") from None
    except ValueError as error:
        raise StartError(f"the app setting {setting}: {error}") from None


@contextlib.contextmanager
def _owned() -> Iterator[None]:
    try:
        yield
    except HttpResponseError as error:
        code = getattr(error, "error_code", None)
        if code in _GONE:
            raise MessageGoneError(StorageErrorCode(code).value) from error
        raise
