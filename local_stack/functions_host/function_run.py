"""One run of a function: its call, its outputs, its line in the log."""

import logging
import time

from local_stack.functions_host.bindings import Function, Output
from local_stack.functions_host.output_bindings import OutputBindings
from local_stack.functions_host.protos import Message, TypedData
from local_stack.functions_host.worker import NO_RETRY, InvocationError, Worker

log = logging.getLogger("host.function")


class RunnableFunction:
    """A function with all that a run needs."""

    def __init__(self, function: Function, outputs: OutputBindings, worker: Worker) -> None:
        self.function = function
        self._outputs, self._worker = outputs, worker

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.name

    @property
    def is_lost(self) -> bool:
        """Whether it cannot run in this process any more."""
        return self._worker.lost.done()

    async def run(
        self, value: TypedData, metadata: dict[str, TypedData] | None = None, retry: Message = NO_RETRY
    ) -> list[Output]:
        """Call the function and send its outputs; return them all. InvocationError, already logged, if it fails."""
        started = time.monotonic()
        try:
            outputs = await self._worker.invoke(self.function, value, metadata or {}, retry)
            await self._outputs.write(outputs)
        except InvocationError as error:
            log.error("%s failed: %s", self.name, error)  # noqa: TRY400 - the error has the function's trace
            raise
        log.info("%s succeeded in %.0f ms", self.name, 1000 * (time.monotonic() - started))
        return outputs
