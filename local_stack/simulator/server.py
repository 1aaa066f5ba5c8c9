"""One thread with one event loop: it serves the two sockets, and it alone touches the state."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack

from aiohttp import web

HOST = "127.0.0.1"


class Server:
    """Serve an application over http and https on 127.0.0.1 until stopped."""

    def __init__(self, application: web.Application) -> None:
        self._application = application
        self._loop: asyncio.AbstractEventLoop
        self._thread: threading.Thread
        self._runner: web.AppRunner

    def start(self, port: int, tls_port: int, tls: ssl.SSLContext) -> tuple[int, int]:
        """Open both sockets and tell their ports; port 0 takes a free one, OSError if a port is taken."""
        sockets = _bound(port, tls_port)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(sockets, tls), self._loop).result()
        return sockets[0].getsockname()[1], sockets[1].getsockname()[1]

    def stop(self) -> None:
        """Close the sockets and end the thread; whoever hangs is cut off."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def do[Result](self, work: Callable[[], Result]) -> Result:
        """Run something where the requests run, and wait for its result."""

        async def in_loop() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(in_loop(), self._loop).result()

    async def _serve(self, sockets: list[socket.socket], tls: ssl.SSLContext) -> None:
        self._runner = web.AppRunner(
            self._application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        for bound, context in zip(sockets, [None, tls], strict=True):
            await web.SockSite(self._runner, bound, ssl_context=context).start()

    async def _close(self) -> None:
        server = self._runner.server
        transports = [connection.transport for connection in server.connections] if server else []
        await self._runner.cleanup()
        # A TLS connection waits for its peer's good-bye, which may never come.
        for transport in transports:
            if transport:
                transport.abort()
        await asyncio.sleep(0)


def _bound(*ports: int) -> list[socket.socket]:
    """Take all ports, or none."""
    with ExitStack() as taken:
        sockets = [taken.enter_context(socket.create_server((HOST, port))) for port in ports]
        taken.pop_all()
    return sockets
