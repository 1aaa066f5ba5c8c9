"""Storage queues: the app's one way of sending, by the same settings as the triggers."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import LinearRetry, QueueServiceClient, TextBase64EncodePolicy

from shared.messages import Message
from shared.settings import STORAGE

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


class Queues:
    """Sends messages, each to its own queue, hidden until it is due. A queue that is missing is created."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service

    def send(self, messages: Iterable[Message], now: datetime) -> None:
        """Send all of them, in order; a failure raises, and the queue delivers the step's message again."""
        for message in messages:
            self._send(message.QUEUE, message.to_json().decode(), message.delay(now))

    def _send(self, name: str, text: str, delay: int) -> None:
        # The service client does not hand an encoding of its own on to its queues.
        queue = self._service.get_queue_client(name, message_encode_policy=TextBase64EncodePolicy())
        try:
            queue.send_message(text, visibility_timeout=delay)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # another instance was faster
                queue.create_queue()
            queue.send_message(text, visibility_timeout=delay)


def queue_service(environ: Mapping[str, str], app_identity: Callable[[], "TokenCredential"]) -> QueueServiceClient:
    """Connect as the Functions host does: connection string, else explicit URI, else account name.

    https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
    """
    # A function must not wait: two quick tries, then the queue's own redelivery.
    options: dict[str, Any] = {"retry_policy": LinearRetry(backoff=1, retry_total=1)}
    if text := environ.get(STORAGE):
        return QueueServiceClient.from_connection_string(text, **options)

    def part(name: str) -> str:
        return environ.get(f"{STORAGE}__{name}", "")

    url = part("queueServiceUri") or part("serviceUri") or f"https://{part('accountName')}.queue.core.windows.net"
    return QueueServiceClient(url, _storage_identity(part) or app_identity(), **options)


def _storage_identity(part: Callable[[str], str]) -> "TokenCredential | None":
    """Return the identity that the storage settings name, where they name another than the app's."""
    if not part("clientId"):
        return None
    from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 - 150 ms that a connection string saves

    return ManagedIdentityCredential(client_id=part("clientId"))
