"""Starts an app, listens for its triggers, and ends in good order."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_stack.functions_host import worker
from local_stack.functions_host.bindings import Function
from local_stack.functions_host.host_json import HostJson
from local_stack.functions_host.queue_function import QueueFunction
from local_stack.functions_host.queue_listener import QueueListener
from local_stack.functions_host.storage_queues import StorageQueues
from local_stack.functions_host.worker import Worker

WORKER_LOST = 3

log = logging.getLogger("host")


@dataclass(frozen=True)
class Options:
    """How to serve: `lease` and `drain` in seconds; `tied` ends the host when its standard input is closed."""

    app: Path
    lease: int
    drain: float
    tied: bool


async def serve(options: Options, settings: HostJson) -> None:
    """Serve the app until SIGTERM or SIGINT, then let running invocations end, for up to `drain` seconds.

    Ends the process with code 3 when a function has taken the worker down with it.
    """
    functions = await worker.index(options.app)
    app_worker = Worker(settings.function_timeout)
    async with StorageQueues() as queues:
        listeners = list(_listeners(functions, queues, app_worker, settings, options.lease))
        ending = _ending(tied=options.tied)
        app_worker.lost.add_done_callback(lambda _: ending.set())
        drained = await _listen(listeners, ending, options.drain)
    if app_worker.lost.done():
        log.critical("the worker is lost, this host ends: %s", app_worker.lost.result())
        _abandon(WORKER_LOST)
    if not drained:
        log.warning("functions still run after %g s: their messages return when the leases end", options.drain)
        _abandon(0)


def _listeners(
    functions: list[Function], queues: StorageQueues, app_worker: Worker, settings: HostJson, lease: int
) -> Iterator[QueueListener]:
    options = settings.extensions.queues
    for function in functions:
        match function.trigger.type:
            case "queueTrigger":
                yield QueueListener(QueueFunction(function, queues, app_worker, options, lease), options)
            case other:
                log.warning("%s is not served: this host has no %s yet", function.name, other)


async def _listen(listeners: list[QueueListener], ending: asyncio.Event, drain: float) -> bool:
    """Listen until `ending`; return whether all invocations then ended within `drain` seconds."""
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    for task in tasks:
        task.add_done_callback(lambda _: ending.set())  # only a defect of the host ends a listener now
    print("ready:", ", ".join(map(str, listeners)), flush=True, file=sys.__stdout__)
    await ending.wait()
    log.info("ending: no more messages are taken")
    for listener in listeners:
        listener.stop()
    try:
        async with asyncio.timeout(drain):
            await asyncio.gather(*tasks)
    except TimeoutError:
        return False
    return True


def _ending(*, tied: bool) -> asyncio.Event:
    """Return the event of SIGTERM, SIGINT, and, if tied, the end of the process that started this one."""
    ending, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)

    def starter_gone() -> None:
        loop.remove_reader(sys.stdin)
        ending.set()

    if tied:
        loop.add_reader(sys.stdin, starter_gone)
    return ending


def _abandon(code: int) -> None:
    """End the process at once: a thread that still runs a function cannot be ended, and would keep the process."""
    logging.shutdown()
    os._exit(code)
