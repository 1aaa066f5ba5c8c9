"""The queues of one test, seen from outside through Azure's own client."""

import base64
import time
from collections.abc import Callable

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, QueueServiceClient

PATIENCE = 15.0  # seconds: only a failing test waits as long


class Queues:
    """The queue `name` and those beside it: "-answers", "-poison". Bodies are Base64 on the wire."""

    def __init__(self, account: QueueServiceClient, name: str) -> None:
        self.name = name
        self._account = account

    def queue(self, suffix: str = "") -> QueueClient:
        return self._account.get_queue_client(self.name + suffix)

    def put(self, *bodies: str | bytes) -> None:
        for body in bodies:
            self.put_content(base64.b64encode(body.encode() if isinstance(body, str) else body).decode())

    def put_content(self, content: str) -> None:
        """Add a message as it stands; the queue is created when it is missing, as the app does it."""
        try:
            self.queue().send_message(content)
        except ResourceNotFoundError:
            self.queue().create_queue()
            self.queue().send_message(content)

    def visible(self, suffix: str = "") -> list[bytes]:
        """Return the bodies of the messages that a listener would see now."""
        return [base64.b64decode(content) for content in self.contents(suffix)]

    def contents(self, suffix: str = "") -> list[str]:
        """Return the same as it stands on the wire; nothing where there is no queue."""
        try:
            return [message.content for message in self.queue(suffix).peek_messages(32)]
        except ResourceNotFoundError:
            return []

    def count(self, suffix: str = "") -> int:
        """Return the number of messages, hidden ones included."""
        return self.queue(suffix).get_queue_properties().approximate_message_count or 0

    def exists(self, suffix: str = "") -> bool:
        return any(queue.name == self.name + suffix for queue in self._account.list_queues(self.name))


def eventually(condition: Callable[[], bool]) -> None:
    """Look until it has come true: neither storage nor a log file tells when it changes."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it has not come true"
        time.sleep(0.02)
