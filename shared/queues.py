"""Storage queues: the app's one way of sending, by the same settings as the triggers."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import LinearRetry, QueueClient, QueueServiceClient, TextBase64EncodePolicy

from shared.messages import Message, Place
from shared.sdk_errors import remedied
from shared.storage_account import connect

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


FOR_EVER = -1  # by itself a queue forgets a message after seven days, hidden or not


class Queues:
    """Sends messages, each to its own queue, hidden until it is due. A queue that is missing is created."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service
        self._clients: dict[str, QueueClient] = {}

    def send(self, message: Message, now: datetime) -> Place:
        """Send one message; a failure raises, and the queue delivers the step's message again."""
        queue, text, delay = self._queue(message.QUEUE), message.to_json().decode(), message.delay(now)
        try:
            sent = queue.send_message(text, visibility_timeout=delay, time_to_live=FOR_EVER)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # another instance was faster
                queue.create_queue()
            sent = queue.send_message(text, visibility_timeout=delay, time_to_live=FOR_EVER)
        return Place(sent.id, sent.pop_receipt or "")

    def show(self, queue: str, place: Place) -> None:
        """Show a hidden message now; one that was delivered meanwhile is left alone. Raises Refused or Unavailable."""
        with remedied("Queue Storage"), suppress(ResourceNotFoundError):
            self._queue(queue).update_message(place.message_id, place.receipt, visibility_timeout=0)

    def _queue(self, name: str) -> QueueClient:
        # The service client does not hand an encoding of its own on to its queues.
        if name not in self._clients:
            self._clients[name] = self._service.get_queue_client(name, message_encode_policy=TextBase64EncodePolicy())
        return self._clients[name]


def queue_service(environ: Mapping[str, str], app_identity: Callable[[], "TokenCredential"]) -> QueueServiceClient:
    """Connect to the queues. A function must not wait: two quick tries, then the queue's own redelivery."""
    retry = LinearRetry(backoff=1, retry_total=1)
    return connect(QueueServiceClient, "queue", environ, app_identity, retry_policy=retry)
