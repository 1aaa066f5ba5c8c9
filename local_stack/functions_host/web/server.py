"""The host's HTTP server on 127.0.0.1: finds the door, asks for the key, and lets the request in."""

import asyncio
import logging

from aiohttp import web
from azure.core.exceptions import AzureError

from local_stack.functions_host.account import first_line
from local_stack.functions_host.start_error import StartError
from local_stack.functions_host.web import access
from local_stack.functions_host.web.access import FUNCTION
from local_stack.functions_host.web.admin import Admin
from local_stack.functions_host.web.door import Door
from local_stack.functions_host.web.keys import Keys

LARGEST_BODY = 100 * 1024**2  # bytes, as in Azure
WITHOUT_END = 10.0**9  # seconds: the host itself knows how long it drains

log = logging.getLogger("host.http")


class Server:
    """Serves the doors from `start` until `stop`; then running requests may finish."""

    def __init__(self, doors: list[Door], admin: Admin, keys: Keys) -> None:
        self._admin = admin
        self._doors = sorted([*doors, *admin.doors()], key=lambda door: door.route.precedence)
        self._keys = keys
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{path:.*}", self._serve)
        # No access log: it would show the keys in the URLs.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=WITHOUT_END)
        self._stopping = asyncio.Event()

    async def start(self, port: int) -> str:
        """Listen on a port of 127.0.0.1, 0 for a free one; return the URL. StartError if the port is taken."""
        await self._make_keys()
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except OSError as error:
            raise StartError(f"port {port}: {error.strerror}") from None
        return "http://{}:{}".format(*self._runner.addresses[0])

    async def listen(self) -> None:
        """Return when the last request is answered, after `stop`."""
        await self._stopping.wait()
        await self._runner.cleanup()
        await self._admin.finish()

    def stop(self) -> None:
        """Take no more requests."""
        self._stopping.set()

    async def _make_keys(self) -> None:
        """Make the keys that callers will look for in storage; if it is away, the first request makes them."""
        try:
            await self._keys.make({door.access.owner for door in self._doors if door.access.level == FUNCTION})
        except AzureError as error:
            log.warning("no keys yet, storage is away: %s", first_line(error))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        for door in self._doors:
            parameters = door.route.match(request.rel_url.raw_path)
            # As in Azure, a method that is not served is a path that does not exist.
            if parameters is not None and (not door.methods or request.method in door.methods):
                return await self._enter(door, request, parameters)
        return web.Response(status=404)

    async def _enter(self, door: Door, request: web.Request, parameters: dict[str, str]) -> web.StreamResponse:
        try:
            if not await access.granted(request, door.access, self._keys):
                return web.Response(status=401)
            return await door.enter(request, parameters)
        except AzureError as error:
            log.warning("no keys, storage is away: %s", first_line(error))
            return web.Response(status=503)
