"""Ends a host by SIGKILL before its CRASH_AT-th call to the outside. Python imports this by itself: see PYTHONPATH.

Calls are whatever leaves the process: the app's requests (http.client is below all of its clients), and the host's
deletion of a message that is done. Between two of them nothing changes that anybody else can see. Every call is
written to CRASH_LOG before it is made.
"""

import http.client
import itertools
import os
import signal
from pathlib import Path
from typing import Any

import aiohttp

CALLS = itertools.count(1)
LOG = Path(os.environ["CRASH_LOG"])
AT = int(os.environ["CRASH_AT"])


def count(what: str) -> None:
    """Note a call; it may be the last."""
    with LOG.open("a") as log:
        log.write(f"{what}\n")
    if next(CALLS) == AT:
        os.kill(os.getpid(), signal.SIGKILL)


def counted_endheaders(self: http.client.HTTPConnection, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the original
    """Count, then send."""
    count(f"app calls {self.host}:{self.port}")
    send(self, *args, **kwargs)


async def counted_request(
    self: aiohttp.ClientSession,
    method: str,
    url: str,
    **more: Any,  # noqa: ANN401 - as the original
) -> aiohttp.ClientResponse:
    """Count what deletes a message, then send."""
    if method == "DELETE":
        count("host deletes its message")
    return await request(self, method, url, **more)


send, request = http.client.HTTPConnection.endheaders, aiohttp.ClientSession._request  # noqa: SLF001 - the one door of all aio clients
setattr(http.client.HTTPConnection, "endheaders", counted_endheaders)  # noqa: B010 - an assignment would not pass mypy
setattr(aiohttp.ClientSession, "_request", counted_request)  # noqa: B010 - the same
