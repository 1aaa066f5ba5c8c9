"""Microsoft's published Python worker, in this process: indexes the app and invokes its functions.

The worker keeps its state in module globals: one app per process.
"""

import asyncio
import logging
import re
import sys
import uuid
from pathlib import Path

import azure_functions_runtime as runtime  # type: ignore[import-untyped] # published without types

from local_stack.functions_host import app_settings, bindings, protos
from local_stack.functions_host.bindings import Function, Output
from local_stack.functions_host.protos import Message, ParameterBinding, StatusResult, TypedData
from local_stack.functions_host.start_error import StartError

log = logging.getLogger("host")

NO_RETRY = Message(retry_count=0, max_retry_count=0, exception=None)


class InvocationError(Exception):
    """A function failed: its exception, then its stack trace."""


class Worker:
    """The worker with its app. `lost` ends with a reason when the process can no longer be trusted.

    In Azure the host then restarts the worker process, and all invocations in it fail with the one that was the cause.
    """

    def __init__(self, timeout: float) -> None:
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._timeout = timeout

    async def invoke(
        self, function: Function, value: TypedData, metadata: dict[str, TypedData], retry: Message = NO_RETRY
    ) -> list[Output]:
        """Call the function once and return its outputs; InvocationError if it fails or exceeds functionTimeout.

        `retry` says which try it is: retry_count, max_retry_count, and the exception of the one before.
        """
        if self.lost.done():
            raise InvocationError(f"the worker is lost: {self.lost.result()}")
        call = asyncio.ensure_future(self._call(_invocation(function, value, metadata, retry)))
        # As in Azure, the time includes the wait for a thread.
        ends: set[asyncio.Future[Message] | asyncio.Future[str]] = {call, self.lost}
        done, _ = await asyncio.wait(ends, timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED)
        if call in done:
            return _outputs(call.result())
        if not done:
            self._lose(f"{function.name} exceeded functionTimeout of {self._timeout:g} s")
        raise InvocationError(f"the worker is lost: {self.lost.result()}")

    async def _call(self, request: Message) -> Message:
        try:
            answer: Message = await runtime.invocation_request(request)
        except SystemExit as end:
            # Left alone it would end the event loop here and now, with every message unsettled.
            self._lose(f"a function called sys.exit({end.code!r})")
            raise InvocationError(f"sys.exit({end.code!r})") from None
        return answer

    def _lose(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(reason)


async def index(app: Path) -> list[Function]:
    """Import the app's function_app.py and return its functions; StartError with the worker's reason if it refuses it.

    The pool has PYTHON_THREADPOOL_THREAD_COUNT threads, or the worker's default of cores + 4: a laptop must not
    run faster than Azure by a setting that only the laptop has.
    """
    sys.path.insert(0, str(app))
    runtime.start_threadpool_executor()
    try:
        answer = await runtime.worker_init_request(
            _request("worker_init_request", capabilities={}, function_app_directory=str(app), host_version="local")
        )
    except SystemExit as end:
        raise StartError(f"function_app.py called sys.exit({end.code!r})") from None
    if answer.result.status != StatusResult.Success:
        raise StartError(_reason(answer.result.exception))
    found = (await runtime.functions_metadata_request(_request("functions_metadata_request"))).function_metadata_results
    if not found:
        raise StartError(f"no functions in {app / 'function_app.py'}")
    return [
        bindings.function(each.function_id, each.name, each.raw_bindings, each.retry_options)
        for each in found
        if not _disabled(each.name)
    ]


def _disabled(name: str) -> bool:
    disabled = app_settings.disables(name)
    if disabled:
        log.warning("%s is not served: AzureWebJobs.%s.Disabled", name, name)
    return disabled


def _reason(exception: Message) -> str:
    """Return the exception in one line, with the last place in its stack trace."""
    message = " ".join(exception.message.split())
    places = re.findall(r'File "(.+?)", line (\d+)', exception.stack_trace)
    return f"{message} ({':'.join(places[-1])})" if places else message


def _request(kind: str, **fields: object) -> Message:
    return Message(request=Message(**{kind: Message(**fields)}), properties={"host": "127.0.0.1", "protos": protos})


def _invocation(function: Function, value: TypedData, metadata: dict[str, TypedData], retry: Message) -> Message:
    return _request(
        "invocation_request",
        invocation_id=str(uuid.uuid4()),
        function_id=function.id,
        input_data=[ParameterBinding(name=function.trigger.name, data=value)],
        trigger_metadata=metadata,
        trace_context=Message(trace_parent="", trace_state="", attributes={}),
        retry_context=retry,
    )


def _outputs(answer: Message) -> list[Output]:
    if answer.result.status != StatusResult.Success:
        raise InvocationError(f"{answer.result.exception.message}\n{answer.result.exception.stack_trace}")
    returned = [] if answer.return_value is None else [Output("$return", answer.return_value)]
    return [Output(each.name, each.data) for each in answer.output_data] + returned
