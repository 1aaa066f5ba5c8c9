"""The aiohttp side: read a request, keep the journal, play the faults, send the answer."""

import asyncio
import re
import socket
import struct
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import msgspec
from aiohttp import web

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.settle import settle
from local_stack.simulator.web.call import RETRY_AFTER, Answer, Backstage, Call
from local_stack.simulator.web.faults import Fault, FaultyAnswer
from local_stack.simulator.web.gateway import Gateway
from local_stack.simulator.web.journal import Entry
from local_stack.simulator.web.quotas import THROTTLED, action_of, limit_of
from local_stack.simulator.web.tracking_uris import PARAMETERS
from local_stack.simulator.web.witness import WITNESSES

# Closing with this option answers a client with a reset instead of an orderly end.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

# Whose error is cut in half where there is no right answer to cut.
_UNAVAILABLE = FaultyAnswer(503)


class Front:
    """Serve one simulated Azure at a front door; `changed` is called after all that may have changed its state."""

    def __init__(self, gateway: Gateway, backstage: Backstage, changed: Callable[[], None]) -> None:
        self._gateway = gateway
        self._backstage = backstage
        self._changed = changed

    def application(self) -> web.Application:
        """Build the aiohttp application: one handler, since the routing table is in routes.py."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._handle)
        return application

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        call = read(request, self._backstage, await request.read())
        if call.path.startswith("/_simulator"):
            return send(self._right(call))
        entry = self._backstage.journal.open(_entry(call))
        if fault := self._fault(call):
            return await self._in_weather(request, call, fault, entry)
        answer = self._right(call)
        entry.status = entry.done = answer.status
        return send(answer)

    def _fault(self, call: Call) -> Fault | None:
        """Find what this call is to meet: what somebody has told, else what is drawn."""
        behind = self._backstage
        return (
            behind.faults.take(f"{call.method} {call.path}")
            or behind.transients.draw(call.path)
            or behind.weather.draw(call.method, call.path, call.request_id)
        )

    def _right(self, call: Call) -> Answer:
        """Let happen what is due, and answer as Azure does."""
        happened = settle(call.cloud)
        answer = self._gateway.respond(call)
        for witness in WITNESSES:
            witness(call, answer)
        if happened or call.method != "GET":
            self._changed()
        return answer

    async def _in_weather(self, request: web.Request, call: Call, fault: Fault, entry: Entry) -> web.StreamResponse:
        """Play a fault, and write down what the client is told and whether the work was done."""
        right = self._right(call) if fault.after or fault.answer is None else None
        entry.weather, entry.done = fault.name, right.status if right else None
        await asyncio.sleep(fault.delay)
        match fault.answer:
            case "hang":
                await asyncio.Event().wait()
            case "reset" | "cut" as end:
                entry.status = end
                answer = right or self._as_azure_would(call, _UNAVAILABLE)
                return _reset(request) if end == "reset" else await _cut(request, answer)
            case int() | FaultyAnswer() as faulty:
                answer = self._as_azure_would(call, FaultyAnswer(faulty) if isinstance(faulty, int) else faulty)
            case _:
                answer = right or self._right(call)
        entry.status = answer.status
        return send(answer)

    def _as_azure_would(self, call: Call, faulty: FaultyAnswer) -> Answer:
        """Complete a faulty answer: the usual headers, and the body Azure has for its status."""
        if faulty.body is None and str(faulty.status) in self._gateway.errors:
            usual = refuse(
                str(faulty.status), action=action_of(call), limit=str(limit_of(call)), seconds=str(RETRY_AFTER)
            )
            answer = self._gateway.refused(call, usual)
            answer = replace(answer, headers={**answer.headers, **faulty.headers})
        else:
            answer = Answer(faulty.status, faulty.body, faulty.headers)
        throttled = {"Retry-After": call.retry_after} if faulty.status == THROTTLED and faulty.body is None else {}
        return replace(answer, headers={**self._gateway.headers(call, answer), **throttled, **answer.headers})


def read(request: web.Request, backstage: Backstage, content: bytes) -> Call:
    """Read a request; double slashes in its path count as one, since az sends them."""
    return Call(
        backstage=backstage,
        method=request.method,
        origin=f"{request.scheme}://{request.host}",
        path=re.sub("/+", "/", request.path),
        query={key.lower(): value for key, value in request.query.items()},
        headers=request.headers,
        content=content,
        request_id=request.headers.get("x-ms-client-request-id") or str(uuid4()),
    )


def send(answer: Answer) -> web.Response:
    """Write an answer; no body means no content type either, and bytes come with one of their own."""
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    if isinstance(answer.body, bytes):
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
    content = msgspec.json.encode(answer.body)
    return web.Response(status=answer.status, body=content, headers={**_JSON, **answer.headers})


async def _cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Send half of an answer's body and close; where there is none to halve, nothing is said."""
    whole = send(answer)
    content = whole.body if isinstance(whole.body, bytes) else b""
    if not content or not request.transport:
        return _reset(request)
    half = web.StreamResponse(status=whole.status, headers=whole.headers)
    half.content_length = len(content)
    await half.prepare(request)
    await half.write(content[: len(content) // 2])
    request.transport.close()
    return half


_JSON = {"Content-Type": "application/json; charset=utf-8"}


# Who asks for a token says a secret, and so does who puts one into the key vault.
_SECRET = re.compile(r".*/token/?|/secrets/.*", re.IGNORECASE)


def _entry(call: Call) -> Entry:
    """Write down a request, without what could open a door: no headers, no signatures, no forms with secrets."""
    query = {key: value for key, value in call.query.items() if key not in PARAMETERS}
    secret = _SECRET.fullmatch(call.path)
    content = None if secret or not call.content else _json_or_text(call.content)
    return Entry(call.now, call.method, call.path, query, call.headers.get("x-ms-client-request-id", ""), content)


def _json_or_text(content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        return content.decode(errors="replace")


def _reset(request: web.Request) -> web.Response:
    """Cut the connection so that the client sees a reset."""
    if request.transport:
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        request.transport.abort()
    return web.Response()
