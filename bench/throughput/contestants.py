"""Who takes the messages: hosts that serve the app, and bare processes; one at a time, all others are stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from time import sleep, time
from typing import IO, NamedTuple, Protocol

import requests
from azure.storage.queue import QueueClient

from local_stack.functions_host.account import HOST_STORAGE
from local_stack.functions_host.process import HostProcess
from local_stack.stack import APP, THREADS
from shared.arrival import derived_id
from shared.requests import TriggerBackup

PATIENCE = 120.0  # seconds
LONGEST_IDLE = 0.2  # seconds between two looks at an empty queue, at most: the host's maxPollingInterval


class Done(NamedTuple):
    """When a turn ended, and when what each message asks for was begun; by the message's id."""

    ended: float
    times: dict[str, float]


class Contestant(Protocol):
    """Takes messages from its queue while it has its turn."""

    queue: str

    def warm(self) -> None:
        """Renew the connections that storage has closed meanwhile."""

    def begin(self, count: int) -> float:
        """Begin to take so many messages; return when."""

    def end(self, ids: Sequence[str]) -> Done:
        """Return when these have been taken and deleted, and stand still."""


class Hosts:
    """Some of the hosts, on the queue of trigger_backup."""

    queue = TriggerBackup.QUEUE

    def __init__(self, hosts: Sequence[HostProcess], endpoint: str, queue: QueueClient) -> None:
        self._hosts, self._endpoint, self._queue = hosts, endpoint, queue
        self._session = requests.Session()

    def warm(self) -> None:
        """Let them look at their empty queue for a moment."""
        self._session.get(f"{self._endpoint}/calls")
        self._signal(signal.SIGCONT)
        sleep(5 * LONGEST_IDLE)
        self._signal(signal.SIGSTOP)

    def begin(self, count: int) -> float:  # noqa: ARG002 - they take what comes
        """Let them run."""
        self._signal(signal.SIGCONT)
        return time()

    def end(self, ids: Sequence[str]) -> Done:
        """Wait until the queue is empty, which is asked seldom, as it costs Azurite time, too."""
        until = time() + PATIENCE
        while self._queue.get_queue_properties().approximate_message_count:
            if time() > until:
                raise TimeoutError(f"messages are left on {self.queue}")
            sleep(0.02)
        ended = time()
        self._signal(signal.SIGSTOP)
        calls = self._session.get(f"{self._endpoint}/calls").json()
        return Done(ended, {one: calls[str(derived_id(self.queue, one))] for one in ids})

    def _signal(self, number: signal.Signals) -> None:
        for host in self._hosts:
            host.signal(number)


class BareProcess:
    """A bare process on a queue of its own."""

    def __init__(self, process: subprocess.Popen[str], queue: str) -> None:
        self.queue, self._process = queue, process

    def warm(self) -> None:
        """Do nothing: its client finds out by itself."""

    def begin(self, count: int) -> float:
        """Have it take so many."""
        _stream(self._process.stdin).write(f"{count}\n")
        _stream(self._process.stdin).flush()
        return time()

    def end(self, ids: Sequence[str]) -> Done:  # noqa: ARG002 - it knows how many
        """Wait for its report."""
        report = json.loads(_stream(self._process.stdout).readline())
        return Done(report["ended"], report["times"])


@contextlib.contextmanager
def bare(queue: str, storage: str, *, longest_idle: float = LONGEST_IDLE) -> Iterator[BareProcess]:
    """Start a bare process."""
    command = [sys.executable, "-m", "bench.throughput.bare", queue, "bare-sent", str(longest_idle)]
    environment = os.environ | {HOST_STORAGE: storage}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield BareProcess(process, queue)
        process.terminate()


@contextlib.contextmanager
def hosts(count: int, settings: dict[str, str], log: IO[str]) -> Iterator[list[HostProcess]]:
    """Start hosts, which stand still."""
    with contextlib.ExitStack() as running:
        started = []
        for number in range(count):
            host = running.enter_context(HostProcess(APP, settings | THREADS, name=f"host{number}", log=log))
            running.callback(host.signal, signal.SIGCONT)
            host.signal(signal.SIGSTOP)
            started.append(host)
        yield started


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream  # noqa: S101 - for the types: both are pipes
    return stream
