"""All that is outside of the app: a clock, queues, records and Azure, for instances in processes of their own."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from selectors import EVENT_READ, DefaultSelector
from subprocess import Popen
from typing import TYPE_CHECKING

import msgspec

from bench.growth.azure import Azure
from bench.growth.fleet import fleet
from bench.growth.gate import Gate
from bench.growth.jobs import START
from bench.growth.queue import Queue, Waiting
from bench.growth.records import Records
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.growth.used import Used

INSTANCES = 2
BATCH = 16  # messages that the host hands to an instance at a time
ASKED_SECONDS = 600  # Azure takes 10 starts a second, and no job ends so soon: all of them are in flight at once
TAKEN = {TriggerBackup.QUEUE, OperationTracker.QUEUE}


class World:
    """What the instances find outside, and what has become of the fleet. Lags are in seconds of the virtual clock."""

    def __init__(self, vms: int) -> None:
        self._azure = Azure()
        self._queue = Queue()
        self.gate = Gate(self._azure)
        self.records = Records()
        self.used: list[Used] = []
        self.executions = 0
        self.ends: Counter[str] = Counter()
        self.lags: list[float] = []
        for number, vm in enumerate(fleet(vms)):
            body = msgspec.json.encode({"vmId": vm.id, "vaultId": vm.vault})
            self._queue.send(Waiting(TriggerBackup.QUEUE, f"request-{number}", body), number * ASKED_SECONDS // vms)
        self._idle: list[Connection] = []
        self._answers: dict[str, Callable[..., object]] = {
            "call": self._call,
            "read": self.records.read,
            "replace": self.records.replace,
            "write": self.records.write,
            "send": self._send,
            "show": self._queue.show,
            "end": self._end,
            "used": self.used.append,
        }

    def serve(self, lines: Sequence[Connection]) -> None:
        """Hear what the instances tell and answer what they ask, until all have hung up."""
        with DefaultSelector() as connected:
            for line in lines:
                connected.register(line, EVENT_READ, line)
            while instances := len(connected.get_map()):
                for ready, _ in connected.select():
                    if not self._heard(ready.data):
                        connected.unregister(ready.data)
                        instances -= 1
                self._deliver(instances)

    def _heard(self, line: Connection) -> bool:
        """Hear an instance once; tell whether it was there. Who asks for what is next waits for it."""
        try:
            told, (question, *about) = line.recv()
        except EOFError:
            return False
        for what, *said in told:
            self._answers[what](*said)
        if question == "next":
            self._idle.append(line)
        else:
            line.send(self._answers[question](*about))
        return True

    def _deliver(self, instances: int) -> None:
        """Have whoever asks for it do what is due. The clock moves on only when all have done what was."""
        while self._idle:
            if messages := self._queue.due(BATCH):
                self.executions += len(messages)
                self._idle.pop().send((START + timedelta(seconds=self._queue.now), messages))
            elif len(self._idle) < instances:
                return
            elif not self._queue.move_on():
                self._dismiss()

    def _dismiss(self) -> None:
        while self._idle:
            self._idle.pop().send(None)

    def _call(self, method: str, url: str, request_id: str) -> object:
        return self.gate.answer(method, url, request_id, self._queue.now)

    def _send(self, queue: str, message_id: str, body: bytes, delay: int) -> None:
        if queue in TAKEN:
            self._queue.send(Waiting(queue, message_id, body), delay)

    def _end(self, vault: str, job_id: str, kind: str) -> None:
        self.ends[kind] += 1
        self.lags.append(self._queue.now - self._azure.ended(vault, job_id))


def run(vms: int) -> World:
    """Back so many VMs up."""
    world = World(vms)
    with ExitStack() as stack:
        world.serve([stack.enter_context(_instance()) for _ in range(INSTANCES)])
    return world


@contextmanager
def _instance() -> Iterator[Connection]:
    """Start an instance, and wait for its end."""
    line, other = Pipe()
    command = [sys.executable, "-m", "bench.growth.instance", str(other.fileno())]
    with line, Popen(command, pass_fds=[other.fileno()]):  # noqa: S603 - our own program
        other.close()
        yield line
