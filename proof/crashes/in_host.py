"""Ends this process by SIGKILL before one of its calls to the outside, and writes down all calls up to there.

A call is whatever leaves the process and changes something elsewhere, or may: every request of the app (http.client is
below all of its clients), and the host's deletion of a message whose function is done. The host's own looks into its
queues, and the renewals of their messages' leases, are left out: they come by the clock, and change nothing that is not
undone by the clock.
"""

import http.client
import itertools
import os
import signal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

NEVER = 0


class Crash(NamedTuple):
    """Before which call a process dies, counted from 1 (0: never), and the file that lists its calls."""

    at: int
    calls: Path


def arm(crash: Crash) -> None:
    """Have every call of this process pass by the crash."""
    numbers = itertools.count(1)
    put, ask = http.client.HTTPConnection.putrequest, aiohttp.ClientSession._request  # noqa: SLF001 - the one door of all aiohttp clients

    def before(call: str) -> None:
        with crash.calls.open("a") as calls:
            calls.write(f"{call}\n")
        if next(numbers) == crash.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted_put(
        self: http.client.HTTPConnection,
        method: str,
        url: str,
        skip_host: bool = False,  # noqa: FBT001, FBT002 - as the original
        skip_accept_encoding: bool = False,  # noqa: FBT001, FBT002 - as the original
    ) -> None:
        before(f"app: {method} {urlsplit(url).path}")
        put(self, method, url, skip_host, skip_accept_encoding)

    async def counted_ask(
        self: aiohttp.ClientSession,
        method: str,
        url: str | URL,
        **more: object,
    ) -> aiohttp.ClientResponse:
        if method == "DELETE":
            before(f"host: DELETE {URL(url).path}")
        return await ask(self, method, url, **more)  # type: ignore[arg-type] # handed on as it came

    setattr(http.client.HTTPConnection, "putrequest", counted_put)  # noqa: B010 - an assignment would not pass mypy
    setattr(aiohttp.ClientSession, "_request", counted_ask)  # noqa: B010 - the same
