"""Somebody who sends requests to a running stack, reads their events, and may look at everything that was written."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from local_stack.azurite import Azurite
from local_stack.inbox import CloudEvent, Inbox
from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack
from tests.eventually import eventually
from tests.stores import Stores

SPEED = 1_300.0  # fast, and yet a mount of 12 hours outlives its test
PATIENCE = 120.0  # seconds: only a failing test waits as long
BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


class Operator(NamedTuple):
    """Sends requests, and knows everything that was written."""

    stack: Stack
    inbox: Inbox
    stores: Stores
    folder: Path

    def ask(self, queue: str, body: dict[str, object]) -> CloudEvent:
        """Send a request; return its event."""
        return self.event(self.send(queue, body))

    def send(self, queue: str, body: dict[str, object]) -> str:
        """Send a request; return its event's id."""
        request = {"requestId": str(uuid4())} | body
        self.stack.queue(queue).send_message(json.dumps(request))
        return f"{queue}/{request['requestId']}"

    def event(self, end: str) -> CloudEvent:
        """Wait for the event of that id; what was not understood has another one, and names the requestId."""
        self.until(lambda: bool(self._told(end)))
        return self._told(end)[0]

    def _told(self, end: str) -> list[CloudEvent]:
        """Return the events of a request."""
        said = ((event, event["data"]) for event in self.inbox.events.values())
        return [event for event, data in said if end in (event["id"], f"{data.get('queue')}/{data.get('requestId')}")]

    def until(self, over: Callable[[], bool]) -> None:
        """Take events until it is over."""

        def receive() -> bool:
            self.inbox.receive()
            return over()

        eventually(receive, within=PATIENCE, log=self.folder / "hosts.log")

    def until_runs(self, operation: str, vm: str, share: float = 0) -> None:
        """Wait until a VM has a running job of which so much is done."""

        def runs() -> bool:
            wanted = (operation, vm, "InProgress")
            jobs = self.stack.azure.jobs()
            return any((job.operation, job.vm, job.status) == wanted and job.done >= share for job in jobs)

        eventually(runs, within=PATIENCE, log=self.folder / "hosts.log")

    def written(self) -> bytes:
        """Return all logs, events, and queue messages, these also decoded; Azurite keeps even deleted ones a while."""
        messages = b"".join(path.read_bytes() for path in (self.folder / "azurite").rglob("__queuestorage__/*"))
        assert b"eyJ0eXBlIjoi" in messages  # {"type":" in Base64: they are really there
        events = json.dumps(list(self.inbox.events.values())).encode()
        log = (self.folder / "hosts.log").read_bytes()
        return b"\n".join([messages, *map(decoded, BASE64.findall(messages)), events, log])


def decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


@contextmanager
def operating(folder: Path, **settings: str) -> Iterator[Operator]:
    """Start a stack with one host, and an operator at it."""
    (folder / "azurite").mkdir()
    with (
        (folder / "hosts.log").open("w") as log,
        Stack(
            Simulator(speed=SPEED, seed=1),
            default_vault=NIGHTLY,
            settings=settings,
            log=log,
            azurite=Azurite(folder / "azurite"),
        ) as stack,
    ):
        stack.add_host()
        yield Operator(stack, Inbox(stack.queue("backup-events")), Stores(stack.azure, stack.azurite), folder)
