"""One instance of the app, in a process of its own: its memory and its CPU are the app's alone.

`python -m bench.growth.instance 5` takes one step with every message that it is given over the file descriptor 5. What
is outside of the app, Azure, the queues and the records, lies in the process at the other end.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time
from typing import Any
from uuid import UUID, uuid4

import azure.functions
import azure.identity
import azure.storage.blob  # noqa: F401 - what an instance on Azure has imported belongs to its memory
import msgspec

from bench.growth.used import Used
from poll_operation.poll import poll
from shared.answers import Answer, judged
from shared.arm import ArmClient
from shared.arrival import read
from shared.budget import Budget
from shared.connections import Connections
from shared.events import Outcome
from shared.messages import Message, Place
from shared.queues import Queues
from shared.records import Records, Seen
from shared.requests import TriggerBackup
from shared.step import Posted, followed
from shared.trace import Call
from shared.tracker import OperationTracker
from trigger_backup.start import start_backup

STEPS: dict[str, tuple[type, Any]] = {
    TriggerBackup.QUEUE: (TriggerBackup, start_backup),
    OperationTracker.QUEUE: (OperationTracker, poll),
}


class Outside:
    """The other end of the line."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._told: list[tuple[object, ...]] = []

    def tell(self, *what: object) -> None:
        """Tell what needs no answer, at the latest with the next question."""
        self._told.append(what)

    def ask(self, *what: object) -> Any:  # noqa: ANN401 - whatever answers this question
        """Ask, and wait for the answer."""
        self._line.send((self._told, what))
        self._told = []
        return self._line.recv()


class OutsideArm(ArmClient):
    """The app's client, with its budget and its checks; only the HTTP is left out."""

    def __init__(self, endpoint: str, budget: Budget, outside: Outside) -> None:
        super().__init__(endpoint, str, budget=budget)
        self._outside = outside

    def _answered(self, method: str, url: str, request_id: UUID, body: object, call: Call) -> Answer:  # noqa: ARG002 - the same form
        status, headers, text = self._outside.ask("call", method, url, str(request_id))
        answer = Answer(status, headers, msgspec.json.decode(text) if text else None)
        self.budget.learn(method, url, answer)
        return judged(answer)


class OutsideQueues(Queues):
    """The app's queues; ends are told by whose they are."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def send(self, message: Message, now: datetime) -> Place:
        """Send a message."""
        place = Place(str(uuid4()), "receipt")
        self._outside.tell("send", message.QUEUE, place.message_id, message.to_json(), message.delay(now))
        if isinstance(message, Outcome):
            self._outside.tell("end", message.request.vault_id, message.job_id, message.kind)
        return place

    def show(self, queue: str, place: Place) -> None:  # noqa: ARG002 - the same form
        """Show a hidden message now."""
        self._outside.tell("show", place.message_id)


class OutsideRecords(Records):
    """The app's records."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def read(self, name: str) -> Seen | None:
        """Return a record, or None if there is none of that name."""
        seen = self._outside.ask("read", name)
        return Seen(*seen) if seen else None

    def create(self, name: str, content: bytes, notes: Mapping[str, str] | None = None) -> bool:  # noqa: ARG002 - the same form
        """Write a record unless there is one of that name; tell whether there was none."""
        return bool(self._outside.ask("replace", name, content, None))

    def replace(self, name: str, content: bytes, seen: Seen) -> bool:
        """Write a record over the one that was seen; tell whether it was still that one."""
        return bool(self._outside.ask("replace", name, content, seen.etag))

    def write(self, name: str, content: bytes, notes: Mapping[str, str]) -> None:  # noqa: ARG002 - the same form
        """Write a record over whatever has that name."""
        self._outside.tell("write", name, content)


class Instance(Connections):
    """The app's connections; its clock is the virtual one."""

    def __init__(self, outside: Outside) -> None:
        super().__init__({"AzureWebJobsStorage": "unused"})
        self._outside = outside
        self._now = datetime.min.replace(tzinfo=UTC)
        budget = Budget(self.settings.quota_percent / 100, self.settings.poll_cap_seconds, self.now)
        self.arm = OutsideArm(self.settings.arm_endpoint, budget, outside)
        self.queues, self.records = OutsideQueues(outside), OutsideRecords(outside)

    def now(self) -> datetime:
        """Return the virtual time."""
        return self._now

    def work(self) -> None:
        """Take a step with every message, until there are no more."""
        while batch := self._outside.ask("next"):
            self._now, messages = batch
            for queue, message_id, body in messages:
                kind, step = STEPS[queue]
                self.send(followed(step, read(kind, Posted(message_id, body), self.settings, self._now), self))


def main() -> None:
    """Work, and tell what that has used."""
    outside = Outside(Connection(int(sys.argv[1])))
    instance = Instance(outside)
    begun, idle = process_time(), most_memory()
    instance.work()
    outside.ask("used", Used(process_time() - begun, most_memory(), idle))


def most_memory() -> int:
    """Return the most bytes that were ever resident. Not ru_maxrss, which begins with that of the parent process."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024


if __name__ == "__main__":
    main()
