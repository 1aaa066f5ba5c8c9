"""A process that stands in for Azure: accepts every call at once, and remembers when each request's came.

It takes less time than the simulator, which knows what it is asked for. It prints its address; `GET /calls` tells the
calls so far and forgets them.
"""

import asyncio
import json
import sys
from time import time
from typing import override

TOKEN = json.dumps({"access_token": "t0ken", "expires_on": str(int(time()) + 86_400)}).encode()
ID = b"x-ms-client-request-id: "
calls: dict[str, float] = {}


class Endpoint(asyncio.Protocol):
    """One connection; requests come one after the other, each short enough for one segment or two."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types: a server's always is
        self._transport, self._read = transport, b""

    @override
    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, body = self._read.partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self._read = b""
            self._transport.write(_answer(head))


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length: ")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def _answer(head: bytes) -> bytes:
    if head.startswith(b"POST"):
        _, _, rest = head.partition(ID)
        calls[rest.partition(b"\r\n")[0].decode()] = time()
        return _http(b"202 Accepted", b"", b"Azure-AsyncOperation: " + ORIGIN + b"/operations/1?api-version=1\r\n")
    if head.startswith(b"GET /calls"):
        told = json.dumps(calls).encode()
        calls.clear()
        return _http(b"200 OK", told)
    return _http(b"200 OK", TOKEN)


def _http(status: bytes, body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), headers, body)


async def main() -> None:
    """Serve until the process is ended."""
    global ORIGIN  # noqa: PLW0603 - known when the socket is
    server = await asyncio.get_running_loop().create_server(Endpoint, "127.0.0.1", 0)
    ORIGIN = b"http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    sys.stdout.write(ORIGIN.decode() + "\n")
    sys.stdout.flush()
    await server.serve_forever()


ORIGIN = b""
asyncio.run(main())
