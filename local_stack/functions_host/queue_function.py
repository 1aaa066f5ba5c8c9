"""A function with a queue trigger: runs it for one message, writes its outputs, settles the message."""

import logging
import time

from azure.core.exceptions import AzureError
from azure.storage.queue import QueueMessage

from local_stack.functions_host import message_fate, message_lease, queue_message
from local_stack.functions_host.account import first_line
from local_stack.functions_host.bindings import Function
from local_stack.functions_host.host_json import Queues
from local_stack.functions_host.message_fate import Fate
from local_stack.functions_host.output_bindings import OutputBindings
from local_stack.functions_host.storage_queues import MessageGoneError, StorageQueues
from local_stack.functions_host.worker import InvocationError, Worker

log = logging.getLogger("host.queue")


class QueueFunction:
    """QueueProcessor of the Azure WebJobs SDK. `lease` (seconds) is how long a message stays hidden if we die."""

    def __init__(self, function: Function, queues: StorageQueues, worker: Worker, settings: Queues, lease: int) -> None:
        self.name = function.name
        self.queue = queues.queue(function.trigger.queue_name, function.trigger.connection)
        self._outputs = OutputBindings(function, queues, settings.message_encoding)
        poison = message_fate.poison_queue(self.queue.name)
        self._poison = queues.queue(poison, function.trigger.connection) if poison else None
        self._function, self._worker, self._settings, self._lease = function, worker, settings, lease

    async def receive(self) -> list[QueueMessage]:
        """Take up to batchSize messages; AzureError when storage is away."""
        return await self.queue.receive(self._settings.batch_size, self._lease)

    async def handle(self, message: QueueMessage) -> None:
        """Run the function for a message that was just received, and settle the message. Never fails."""
        fate = await self._run(message)
        try:
            await self._settle(message, fate)
        except MessageGoneError as error:
            log.debug("%s: message %s is no longer ours: %s", self.name, message.id, error)
        except AzureError as error:
            log.warning(
                "%s: message %s not %s, its lease will end: %s", self.name, message.id, fate.value, first_line(error)
            )

    async def _run(self, message: QueueMessage) -> Fate:
        if _run_number(message) > self._settings.max_dequeue_count:
            log.error("%s: message %s was taken %d times", self.name, message.id, _run_number(message))
            return message_fate.of_unrun(poisonable=self._poison is not None)
        body = queue_message.decode(message.content, self._settings.message_encoding)
        if body is None:
            log.error("%s: message %s is not %s", self.name, message.id, self._settings.message_encoding)
            return message_fate.of_unrun(poisonable=self._poison is not None)
        async with message_lease.kept(self.queue, message, self._lease):
            return await self._invoke(message, body)

    async def _invoke(self, message: QueueMessage, body: bytes) -> Fate:
        value = queue_message.value(body, self._function.trigger.data_type)
        started = time.monotonic()
        try:
            outputs = await self._worker.invoke(self._function, value, queue_message.trigger_metadata(message, body))
            await self._outputs.write(outputs)
        except InvocationError as error:
            run, most = _run_number(message), self._settings.max_dequeue_count
            log.error("%s failed, run %d of %d: %s", self.name, run, most, error)  # noqa: TRY400 - the error has the function's trace
            return message_fate.of_failed(run, most, poisonable=self._poison is not None)
        log.info("%s succeeded in %.0f ms", self.name, 1000 * (time.monotonic() - started))
        return Fate.DELETE

    async def _settle(self, message: QueueMessage, fate: Fate) -> None:
        match fate:
            case Fate.DELETE:
                await self.queue.delete(message)
            case Fate.RETRY:
                await self.queue.hide(message, self._settings.visibility_timeout)
            case Fate.POISON if self._poison:
                await self._poison.send(message.content)
                await self.queue.delete(message)
                log.warning("%s: message %s moved to %s", self.name, message.id, self._poison.name)


def _run_number(message: QueueMessage) -> int:
    return message.dequeue_count or 1
