"""One thread with one event loop: it serves all sockets, and it alone touches the state."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from aiohttp import web

HOST = "127.0.0.1"


class Door(NamedTuple):
    """What is served on a port: https with a TLS context, http without."""

    application: web.Application
    port: int
    tls: ssl.SSLContext | None = None


class Server:
    """Serve applications on 127.0.0.1 until stopped."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop
        self._thread: threading.Thread
        self._runners: list[web.AppRunner]
        self._beside: list[asyncio.Task[None]] = []

    def start(self, *doors: Door) -> list[int]:
        """Open all sockets and tell their ports; port 0 takes a free one, OSError if a port is taken."""
        sockets = _bound(*[door.port for door in doors])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(doors, sockets), self._loop).result()
        return [bound.getsockname()[1] for bound in sockets]

    def stop(self) -> None:
        """Close the sockets and end the thread; whoever hangs is cut off."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside the requests, until stopped."""
        self.do(lambda: self._beside.append(self._loop.create_task(work)))

    def wait_for[Result](self, work: Coroutine[None, None, Result]) -> Result:
        """Run something where the requests run, and wait until it is done, while they are served."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def do[Result](self, work: Callable[[], Result]) -> Result:
        """Run something where the requests run, and wait for its result."""

        async def in_loop() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(in_loop(), self._loop).result()

    async def _serve(self, doors: Sequence[Door], sockets: list[socket.socket]) -> None:
        self._runners = []
        for door, bound in zip(doors, sockets, strict=True):
            runner = web.AppRunner(door.application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
            self._runners.append(runner)
            await runner.setup()
            await web.SockSite(runner, bound, ssl_context=door.tls).start()

    async def _close(self) -> None:
        await self._end_what_runs_beside()
        servers = [runner.server for runner in self._runners if runner.server]
        transports = [connection.transport for server in servers for connection in server.connections]
        await asyncio.gather(*[runner.cleanup() for runner in self._runners])
        # A TLS connection waits for its peer's good-bye, which may never come.
        for transport in transports:
            if transport:
                transport.abort()
        await asyncio.sleep(0)

    async def _end_what_runs_beside(self) -> None:
        """Cancel it; what it died of before comes out here."""
        tasks, self._beside = self._beside, []
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result


def _bound(*ports: int) -> list[socket.socket]:
    """Take all ports, or none."""
    with ExitStack() as taken:
        sockets = [taken.enter_context(socket.create_server((HOST, port))) for port in ports]
        taken.pop_all()
    return sockets
