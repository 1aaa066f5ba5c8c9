"""Our app: its real steps, on four instances; a queue hides every message until it is due, by the simulated clock."""

import logging
import os
from datetime import datetime
from functools import cached_property, partial
from itertools import cycle
from typing import NamedTuple

import azure.identity  # noqa: F401 - what a warm instance has imported belongs to the start, as the SDK's imports do
import msgspec
from azure.storage.queue import QueueServiceClient

import shared.arm
import shared.records  # noqa: F401 - the same
from bench.fleet.flow import Task, Teller, read_task
from bench.fleet.transactions import Transactions
from bench.fleet.virtual_time import VirtualTime
from poll_operation.poll import poll
from shared.arrival import read
from shared.connections import Connections
from shared.events import Outcome
from shared.messages import Message, Place
from shared.queues import Queues
from shared.requests import TriggerBackup
from shared.step import Posted, followed
from shared.tracker import OperationTracker
from trigger_backup.start import start_backup

INSTANCES = 4


class Delivery(NamedTuple):
    """A message, and where it waits."""

    queue: str
    body: bytes


class SeenQueues(Queues):
    """The app's queues in Azurite, and what hides in them, by the simulated clock."""

    def __init__(self, service: QueueServiceClient, app: "App") -> None:
        super().__init__(service)
        self._app = app

    def send(self, message: Message, now: datetime) -> Place:
        """Send it, and have it delivered when it is due."""
        place = super().send(message, now)
        self._app.sent(message, place.message_id)
        return place

    def show(self, queue: str, place: Place) -> None:
        """Show it, and have it delivered now, even if Azurite has it no more: its queues are swept."""
        try:
            super().show(queue, place)
        finally:
            self._app.deliver(place.message_id)


class Instance(Connections):
    """One instance of the app: what it keeps in its process is its own, and its clock is the simulated one."""

    def __init__(self, task: Task, time: VirtualTime, app: "App") -> None:
        super().__init__({"AzureWebJobsStorage": task.storage, "ARM_ENDPOINT": task.places["arm"]})
        self._time, self._app = time, app

    def now(self) -> datetime:
        """Return the simulated time."""
        return self._time.now()

    @cached_property
    def queues(self) -> SeenQueues:
        """The queues of the app's storage account."""
        return SeenQueues(self.queue_service, self._app)


class App:
    """The instances, and the messages that wait for them."""

    def __init__(self, task: Task, time: VirtualTime, teller: Teller) -> None:
        self._time, self._teller = time, teller
        self._next = cycle([(number, Instance(task, time, self)) for number in range(INSTANCES)])
        self._waiting: dict[str, Delivery] = {}
        self.executions = 0
        self.active: set[tuple[int, int]] = set()

    def put(self, queue: str, message_id: str, body: bytes, delay: float = 0) -> None:
        """Put a message on a queue, hidden for so many seconds."""
        self._waiting[message_id] = Delivery(queue, body)
        self.deliver(message_id, delay)

    def deliver(self, message_id: str, delay: float = 0) -> None:
        """Deliver a message in so many seconds, unless it was delivered before."""
        self._time.later(delay, partial(self._execute, message_id))

    def sent(self, message: Message, message_id: str) -> None:
        """See what an instance sends."""
        if isinstance(message, TriggerBackup | OperationTracker):
            self.put(message.QUEUE, message_id, message.to_json(), message.delay(self._time.now()))
        elif isinstance(message, Outcome):
            self._teller.ended(message.request.subject or "", message.kind.removeprefix("AzureVmBackup.Backup"))

    def _execute(self, message_id: str) -> None:
        """Have the next instance take a message, as its function does, and send what follows."""
        delivery = self._waiting.pop(message_id, None)
        if not delivery:
            return
        number, instance = next(self._next)
        self.executions += 1
        self.active.add((number, int(self._time.elapsed())))
        step = self._polled if delivery.queue == OperationTracker.QUEUE else self._started
        instance.send(step(Posted(message_id, delivery.body), instance))

    @staticmethod
    def _started(message: Posted, azure: Instance) -> tuple[Message, ...]:
        work = read(TriggerBackup, message, azure.settings, azure.now())
        return tuple(followed(start_backup, work, azure))

    @staticmethod
    def _polled(message: Posted, azure: Instance) -> tuple[Message, ...]:
        work = read(OperationTracker, message, azure.settings, azure.now())
        return tuple(followed(poll, work, azure))


def main() -> None:
    """Back up the fleet of the task."""
    task = read_task()
    os.environ |= {
        "IDENTITY_ENDPOINT": task.places["identityEndpoint"],
        "IDENTITY_HEADER": task.places["identityHeader"],
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }
    logging.getLogger("azure.identity").setLevel(logging.ERROR)
    time = VirtualTime(task.places["arm"])
    teller = Teller(time)
    app = App(task, time, teller)
    for number, vm in enumerate(task.layout.fleet()):
        app.put(TriggerBackup.QUEUE, f"request-{number}", msgspec.json.encode({"vmId": vm.id, "vaultId": vm.vault}))
    with Transactions() as transactions:
        finished = time.run(task.longest)
    storage = {"queue receive": app.executions, "queue delete": app.executions, **transactions.counted}
    teller.used(finished=finished, executions=app.executions, active_seconds=len(app.active), storage=storage)


if __name__ == "__main__":
    main()
