"""The admin API of the host, as far as it is used here: status, keys, and a run on demand. It takes the master key.

https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
"""

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from aiohttp import web
from azure.core.exceptions import AzureError

from local_stack.functions_host.account import first_line
from local_stack.functions_host.web import access, route
from local_stack.functions_host.web.door import Door
from local_stack.functions_host.web.keys import Key, Keys
from local_stack.functions_host.worker import InvocationError

VERSION = "4.0.0-local"

log = logging.getLogger("host.http")

type RunNow = Callable[[str], Awaitable[object]]


class _Invocation(msgspec.Struct):
    input: str = ""


class Admin:
    """The admin API. `functions` are those of the app, by name; None: it cannot be run by text."""

    def __init__(self, host_id: str, functions: Mapping[str, RunNow | None], keys: Keys) -> None:
        self._host_id, self._keys = host_id, keys
        self._functions = {name.lower(): run for name, run in functions.items()}
        self._runs: set[asyncio.Task[None]] = set()
        self._started = time.monotonic()

    def doors(self) -> list[Door]:
        """Return where it is."""
        return [
            Door(route.template(f"admin/{path}"), access.ADMIN, enter, frozenset({method}))
            for method, path, enter in (
                ("GET", "host/status", self._status),
                ("GET", "host/keys", self._host_keys),
                ("GET", "host/systemkeys/{key}", self._system_key),
                ("GET", "functions/{name}/keys", self._function_keys),
                ("POST", "functions/{name}", self._run),
            )
        ]

    async def finish(self) -> None:
        """Wait until the runs on demand have ended."""
        while self._runs:
            await asyncio.wait(self._runs)

    async def _status(self, _request: web.Request, _parameters: dict[str, str]) -> web.Response:
        age = int(1000 * (time.monotonic() - self._started))
        return web.json_response(
            {
                "id": self._host_id,
                "state": "Running",
                "version": VERSION,
                "processUptime": age,
                "processId": os.getpid(),
            }
        )

    async def _host_keys(self, _request: web.Request, _parameters: dict[str, str]) -> web.Response:
        return _key_list((await self._keys.host()).function_keys)

    async def _system_key(self, _request: web.Request, parameters: dict[str, str]) -> web.Response:
        value = (await self._keys.host()).system_key(parameters["key"])
        return (
            web.Response(status=404)
            if value is None
            else web.json_response({"name": parameters["key"], "value": value})
        )

    async def _function_keys(self, _request: web.Request, parameters: dict[str, str]) -> web.Response:
        if parameters["name"].lower() not in self._functions:
            return web.Response(status=404)
        return _key_list((await self._keys.function(parameters["name"])).keys)

    async def _run(self, request: web.Request, parameters: dict[str, str]) -> web.Response:
        """Accept a run, which then takes its own time and result."""
        try:
            invocation = msgspec.json.decode(await request.read(), type=_Invocation)
        except msgspec.DecodeError:
            return web.Response(status=400)
        name = parameters["name"].lower()
        if name not in self._functions:
            return web.Response(status=404)
        run_now = self._functions[name]
        if run_now is None:
            return web.Response(status=400, text="an HTTP function is called by its own address")
        run = asyncio.create_task(_run(run_now, invocation.input))
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)
        return web.Response(status=202)


def _key_list(keys: list[Key]) -> web.Response:
    return web.json_response({"keys": [{"name": key.name, "value": key.value} for key in keys]})


async def _run(run_now: RunNow, text: str) -> None:
    try:
        await run_now(text)
    except InvocationError:
        pass  # said in the log, like every failure
    except AzureError as error:
        log.warning("a run on demand did not begin, storage is away: %s", first_line(error))
