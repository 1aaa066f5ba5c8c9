"""What one run after another has in common: an Azurite, empty queues, and a folder."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.stack import QUEUES


class Lane:
    """One Azurite, in which one run at a time takes place; several lanes are several runs at a time.

    What Azure does takes `lasting` real seconds, or what was recorded: then it is over before a dead host's message
    returns.
    """

    def __init__(self, lasting: float | None = None) -> None:
        self.lasting = lasting
        self.azurite = Azurite()
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with self._undo:
            self.folder = Path(self._undo.enter_context(tempfile.TemporaryDirectory(prefix="crashes-")))
            self._undo.enter_context(self.azurite)
            self.queues = self._undo.enter_context(
                QueueServiceClient.from_connection_string(self.azurite.connection_string)
            )
            for name in QUEUES:
                self._create(name)
            self._undo = self._undo.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._undo.close()

    def clear(self) -> None:
        """Empty the queues of what a run has left."""
        for name in list(self.left()):
            self.queues.get_queue_client(name).clear_messages()

    def send(self, queue: str, text: str) -> str:
        """Put a text on a queue, which need not exist yet; return the message's id."""
        self._create(queue)
        return str(self.queues.get_queue_client(queue).send_message(text).id)

    def left(self) -> Iterator[str]:
        """Name the queues that have messages, hidden ones too, one after the other: the first may say enough.

        Each is asked twice, there and back: what goes from a queue not yet asked to one that was is not missed.
        """
        names = [queue.name for queue in self.queues.list_queues()]
        return (name for name in [*names, *reversed(names)] if self.count(name))

    def hides_all(self, queue: str) -> bool:
        """Tell whether nothing of a queue is to be seen yet."""
        return not self.queues.get_queue_client(queue).peek_messages(1)

    def count(self, name: str) -> int:
        """Count the messages of a queue, the hidden ones too."""
        return self.queues.get_queue_client(name).get_queue_properties().approximate_message_count or 0

    def _create(self, name: str) -> None:
        with contextlib.suppress(ResourceExistsError):
            self.queues.create_queue(name)
