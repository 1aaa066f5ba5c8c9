"""A fresh worker process that indexes the app and polls twice; prints what each took, as JSON.

Run as a file, with the app's folder and a tracker: it imports Microsoft's worker, and nothing that could help the app.
"""

import asyncio
import json
import sys
import uuid
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time

sys.path.append(str(Path(__file__).parents[2]))  # behind the app's own packages

import azure_functions_runtime as runtime  # type: ignore[import-untyped] # published without types

from local_stack.functions_host import protos
from local_stack.functions_host.protos import Message, ParameterBinding, StatusResult, TypedData


async def main(app: str, tracker: str) -> None:
    """Print what the index, the first invocation and the second took: milliseconds, and those of the CPU."""
    times = [(perf_counter(), process_time())]
    function = await index(app)
    times.append((perf_counter(), process_time()))
    for _ in range(2):
        await invoke(function, tracker)
        times.append((perf_counter(), process_time()))
    took = [[1000 * (end - begun) for begun, end in zip(*step, strict=True)] for step in pairwise(times)]
    sys.stdout.write(json.dumps(took))


async def index(app: str) -> str:
    """Index the app as the host has it done; return the id of poll_operation."""
    sys.path.insert(0, app)
    runtime.start_threadpool_executor()
    init = {"capabilities": {}, "function_app_directory": app, "host_version": "bench"}
    checked(await runtime.worker_init_request(request("worker_init_request", **init)))
    found = await runtime.functions_metadata_request(request("functions_metadata_request"))
    return next(str(each.function_id) for each in found.function_metadata_results if each.name == "poll_operation")


async def invoke(function: str, tracker: str) -> None:
    """Have the function take the tracker, as the host does with a message of its queue."""
    now = TypedData(json=json.dumps(datetime.now(UTC).isoformat()))
    texts = {"QueueTrigger": tracker, "Id": str(uuid.uuid4()), "PopReceipt": "receipt"}
    metadata = {name: TypedData(string=text) for name, text in texts.items()}
    metadata |= dict.fromkeys(("InsertionTime", "ExpirationTime", "NextVisibleTime"), now)
    metadata["DequeueCount"] = TypedData(json="1")
    call = {
        "invocation_id": str(uuid.uuid4()),
        "function_id": function,
        "input_data": [ParameterBinding(name="message", data=TypedData(string=tracker))],
        "trigger_metadata": metadata,
        "trace_context": Message(trace_parent="", trace_state="", attributes={}),
        "retry_context": Message(retry_count=0, max_retry_count=0, exception=None),
    }
    checked(await runtime.invocation_request(request("invocation_request", **call)))


def request(kind: str, **fields: object) -> Message:
    """Return a message of the host."""
    return Message(request=Message(**{kind: Message(**fields)}), properties={"host": "127.0.0.1", "protos": protos})


def checked(answer: Message) -> None:
    """End the process with the worker's reason if it has failed."""
    if answer.result.status != StatusResult.Success:
        sys.exit(f"{answer.result.exception.message}\n{answer.result.exception.stack_trace}")


asyncio.run(main(*sys.argv[1:]))
