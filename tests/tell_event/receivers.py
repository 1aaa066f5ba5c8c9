"""Those who are told of events: real sockets on 127.0.0.1, which may fail as the internet does."""

import asyncio
import json
import queue
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from aiohttp import web
from cloudevents.v1.http import from_json
from standardwebhooks import Webhook

from local_stack.simulator.errors import Refusal
from local_stack.simulator.server import Door, Server
from local_stack.simulator.web.identity import Identity

KEY = "whsec_c2lnbmVkIHdpdGggdGhpcyBzZWNyZXQga2V5"
AUDIENCE = "https://eventgrid.azure.net"
BATCH = "application/cloudevents-batch+json; charset=utf-8"
REFUSAL = b"<Error><Code>AuthorizationFailure</Code><Message>No.</Message></Error>"
EVERY = 10  # calls, of which one fails

type Weather = Callable[[int], int | None]


@dataclass(frozen=True)
class Heard:
    """One call: where to, with which headers (lower-case names) and body, and whether it was taken."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int


@dataclass
class Receiver:
    """What was heard, in order, and what is answered to a call by its number; 0 cuts it off, -1 says nothing."""

    answers: Weather
    body: bytes = b""
    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    _taken: queue.Queue[Heard] = field(default_factory=queue.Queue)

    @property
    def origin(self) -> str:
        """Return the address without its path."""
        return self.url.partition("/hook")[0]

    def next(self) -> Heard:
        """Wait for one more call."""
        return self._taken.get(timeout=30)

    def until(self, over: Callable[[list[Heard]], bool], within: float = 60.0) -> list[Heard]:
        """Wait for calls until it is over; return those that were taken."""
        deadline = time.monotonic() + within
        while not over(self.taken()):
            self._taken.get(timeout=max(0.0, deadline - time.monotonic()))
        return self.taken()

    def taken(self) -> list[Heard]:
        """Return the calls that were answered with success."""
        return [call for call in self.heard if 200 <= call.status < 300]

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        status = self.answers(len(self.heard))
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Heard(request.path_qs, headers, await request.read(), 202 if status is None else status)
        self.heard.append(call)
        self._taken.put(call)
        if status == -1:
            await asyncio.Event().wait()
        if status == 0 and request.transport:
            request.transport.abort()
        headers = {"Retry-After": "77"} if status == 429 else {"Location": "/elsewhere"} if status == 302 else {}
        body = self.body if call.status < 300 else REFUSAL
        form = "application/json" if body.startswith(b"{") else "application/xml"
        return web.Response(status=call.status or 500, headers=headers, body=body, content_type=form)


@contextmanager
def receiving(answers: Weather = lambda _: None, body: bytes = b"") -> Iterator[Receiver]:
    """Listen, until the end of `with`; what is taken is answered with this body."""
    receiver = Receiver(answers, body)
    application = web.Application()
    application.router.add_route("*", "/{anything:.*}", receiver.hear)
    server = Server()
    (port,) = server.start(Door(application, 0))
    receiver.url = f"http://127.0.0.1:{port}/hook?sig=s3cret"
    try:
        yield receiver
    finally:
        server.stop()


def bad_weather() -> Weather:
    """Let one call of ten fail: by an error, by a connection that is cut off, by silence."""
    kinds = cycle((500, 0, -1))
    return lambda number: next(kinds) if number % EVERY == EVERY // 2 else None


def signed_event(call: Heard) -> dict[str, Any]:
    """Return the event of a call, as the library of Standard Webhooks verifies it and that of CloudEvents reads it."""
    assert call.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    said: dict[str, Any] = Webhook(KEY).verify(call.body, dict(call.headers))
    assert from_json(call.body)["id"] == said["id"] == call.headers["webhook-id"]
    return said


def events_of_batch(call: Heard) -> list[dict[str, Any]]:
    """Return the events of a call to a topic: a batch, with a token for Event Grid and nobody else."""
    assert call.path.endswith("api-version=2018-01-01")
    assert call.headers["content-type"] == BATCH
    try:
        Identity().check({"Authorization": call.headers["authorization"]}, [AUDIENCE])
    except Refusal as wrong:
        raise AssertionError(str(wrong)) from None
    batch: list[dict[str, Any]] = json.loads(call.body)
    assert all(from_json(json.dumps(event))["specversion"] == "1.0" for event in batch)
    return batch
