"""A webhook that answers as it is told, and remembers what it was sent."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from aiohttp import web

ALLOWED = "eventgrid.azure.net"


class Webhook:
    """`answers` are the statuses of the next deliveries, 200 when they are used up; `willing` shakes hands."""

    def __init__(self) -> None:
        self.url = ""
        self.willing = True
        self.answers: list[int] = []
        self.asked: list[web.BaseRequest] = []
        self.received: list[tuple[dict[str, str], Any]] = []
        self.arrivals: SimpleQueue[None] = SimpleQueue()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        if request.method == "OPTIONS":
            return web.Response(headers={"WebHook-Allowed-Origin": ALLOWED if self.willing else "example.com"})
        body = await request.json()
        if request.headers["aeg-event-type"] == "SubscriptionValidation":
            code = body[0]["data"]["validationCode"] if self.willing else "another"
            return web.json_response({"validationResponse": code})
        self.received.append((dict(request.headers), body))
        self.arrivals.put(None)
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@contextmanager
def serve_webhook() -> Iterator[Webhook]:
    """Serve it on a free port of 127.0.0.1, in a thread of its own."""
    webhook, loop = Webhook(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="webhook", daemon=True)
    thread.start()

    async def start() -> web.ServerRunner:
        runner = web.ServerRunner(web.Server(webhook.handle))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        webhook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/runtime/webhooks/EventGrid?functionName=on_vm"
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield webhook
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
