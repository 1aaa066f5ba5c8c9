"""The queues and blobs of one test, seen from outside through Azure's own clients."""

import base64
import contextlib
import json
from typing import cast

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueClient, QueueServiceClient


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


class TimerBlobs:
    """Status and lock of the timer `tick`."""

    def __init__(self, account: BlobServiceClient, host_id: str) -> None:
        container = account.get_container_client("azure-webjobs-hosts")
        self._container = container
        self._status = container.get_blob_client(f"timers/{host_id}/Host.Functions.tick/status")
        self.lock = container.get_blob_client(f"locks/{host_id}/Host.Functions.tick.Listener")

    @property
    def status(self) -> dict[str, str] | None:
        """The content of the status blob; None when there is none."""
        try:
            return cast("dict[str, str]", json.loads(self._status.download_blob().readall()))
        except ResourceNotFoundError:
            return None

    def remember(self, last: str, following: str) -> None:
        """Write the status that a host would have left behind."""
        with contextlib.suppress(ResourceExistsError):
            self._container.create_container()
        self._status.upload_blob(json.dumps({"Last": last, "Next": following, "LastUpdated": last}), overwrite=True)
