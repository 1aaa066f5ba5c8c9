"""Storage queues: the app's one way of sending, by the same settings as the triggers."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import LinearRetry, QueueServiceClient, TextBase64EncodePolicy

from shared.messages import Message
from shared.storage_account import connect

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


FOR_EVER = -1  # by itself a queue forgets a message after seven days, hidden or not


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
            queue.send_message(text, visibility_timeout=delay, time_to_live=FOR_EVER)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # another instance was faster
                queue.create_queue()
            queue.send_message(text, visibility_timeout=delay, time_to_live=FOR_EVER)


def queue_service(environ: Mapping[str, str], app_identity: Callable[[], "TokenCredential"]) -> QueueServiceClient:
    """Connect to the queues. A function must not wait: two quick tries, then the queue's own redelivery."""
    retry = LinearRetry(backoff=1, retry_total=1)
    return connect(QueueServiceClient, "queue", environ, app_identity, retry_policy=retry)
