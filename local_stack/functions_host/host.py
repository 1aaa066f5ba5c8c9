"""Starts an app, listens for its triggers, and ends in good order."""

import asyncio
import logging
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from local_stack.functions_host import host_id, worker
from local_stack.functions_host.host_json import HostJson
from local_stack.functions_host.served import Listener, Served, Surroundings
from local_stack.functions_host.storage_blobs import StorageBlobs
from local_stack.functions_host.storage_queues import StorageQueues
from local_stack.functions_host.timer.lock import Terms
from local_stack.functions_host.web.admin import Admin
from local_stack.functions_host.web.keys import Keys
from local_stack.functions_host.web.server import Server
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
    port: int
    timers: Terms


async def serve(options: Options, settings: HostJson) -> None:
    """Serve the app until SIGTERM or SIGINT, then let running invocations end, for up to `drain` seconds.

    Ends the process with code 3 when a function has taken the worker down with it.
    """
    functions = await worker.index(options.app)
    app_worker = Worker(settings.function_timeout)
    ending = _ending(tied=options.tied)
    app_worker.lost.add_done_callback(lambda _: ending.set())
    async with StorageQueues() as queues, StorageBlobs(host_id.of(options.app, os.environ)) as blobs:
        served = Served(Surroundings(app_worker, queues, blobs, settings.extensions, options.lease, options.timers))
        for function in functions:
            served.add(function)
        keys = Keys(blobs)
        server = Server(served.doors, Admin(blobs.host_id, served.on_demand, keys), keys)
        print(f"ready: {served}; {await server.start(options.port)}", flush=True, file=sys.__stdout__)
        drained = await _listen([*served.listeners, server], ending, options.drain)
    if app_worker.lost.done():
        log.critical("the worker is lost, this host ends: %s", app_worker.lost.result())
        _abandon(WORKER_LOST)
    if not drained:
        log.warning("functions still run after %g s: their messages return when the leases end", options.drain)
        _abandon(0)


async def _listen(listeners: list[Listener], ending: asyncio.Event, drain: float) -> bool:
    """Listen until `ending`; return whether all invocations then ended within `drain` seconds."""
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    for task in tasks:
        task.add_done_callback(lambda _: ending.set())  # only a defect of the host ends a listener now
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
