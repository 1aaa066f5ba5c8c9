"""Watches one function's queue: takes messages as fast as they are done with, and backs off while there are none."""

import asyncio
import contextlib
import logging

from azure.core.exceptions import AzureError
from azure.storage.queue import QueueMessage

from local_stack.functions_host.account import first_line
from local_stack.functions_host.back_off import BackOff
from local_stack.functions_host.host_json import Queues
from local_stack.functions_host.queue_function import QueueFunction

log = logging.getLogger("host.queue")


class QueueListener:
    """QueueListener of the Azure WebJobs SDK: at most batchSize + newBatchThreshold messages run at once."""

    def __init__(self, function: QueueFunction, settings: Queues) -> None:
        self._function, self._threshold = function, settings.threshold
        self._back_off = BackOff(settings.max_polling_interval)
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._storage_away = False

    def __str__(self) -> str:
        return f"{self._function.name} <- {self._function.queue.name}"

    async def listen(self) -> None:
        """Serve the queue until `stop`, then return when the last running invocation is settled."""
        queue = self._function.queue
        while not self._stopping:
            queue.written.clear()
            if messages := await self._receive():
                self._start(messages)
                self._back_off.reset()
                await self._until_running(self._threshold)
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(queue.written.wait(), self._back_off.next())
        await self._until_running(0)

    def stop(self) -> None:
        """Take no more messages."""
        self._stopping = True
        self._function.queue.written.set()

    async def _receive(self) -> list[QueueMessage]:
        try:
            messages = await self._function.receive()
        except AzureError as error:
            # Said once: the listener goes on looking, less and less often.
            log.log(
                logging.DEBUG if self._storage_away else logging.WARNING,
                "%s: storage is away: %s",
                self,
                first_line(error),
            )
            self._storage_away = True
            return []
        if self._storage_away:
            log.warning("%s: storage is back", self)
            self._storage_away = False
        return messages

    def _start(self, messages: list[QueueMessage]) -> None:
        for message in messages:
            task = asyncio.create_task(self._function.handle(message))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _until_running(self, count: int) -> None:
        while len(self._running) > count:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
