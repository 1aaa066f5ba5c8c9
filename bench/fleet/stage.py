"""A simulator whose clock stands, an Azurite whose queues are swept, and a flow in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Event, Thread, Timer

import msgspec
import requests
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient
from msgspec import Struct

from bench.fleet.flow import End, Task, Told, Used
from bench.fleet.layouts import Layout
from local_stack.azurite import Azurite

SEED = "8"
SWEEP_SECONDS = 2
GRACE_SECONDS = 20
ROOT = Path(__file__).parents[2]


class Call(Struct, frozen=True):
    """A request that the simulator has answered."""

    method: str
    path: str
    status: int | str


class Job(Struct, frozen=True):
    """A backup job as Azure knows it: of which VM, and its times in seconds since the start of the run."""

    vm: str
    started: float
    ended: float | None


class Run(Struct, frozen=True):
    """A flow's run: what it has told, and what Azure says of it. `used` is missing where it had to be killed."""

    ends: list[End]
    used: Used | None
    calls: list[Call]
    jobs: list[Job]


class Azure:
    """The simulator's own routes."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places
        self._session = requests.Session()
        self._session.trust_env = False

    def prepare(self, layout: Layout) -> datetime:
        """Protect the fleet, switch the quotas on, and return the time."""
        for vault in layout.vault_ids():
            self._tell("protected-items", {"vault": vault, "count": layout.vms, "prefix": layout.prefix(vault)})
        self._tell("quotas", {"enforced": True})
        return _instant(self._tell("clock", {"advance": 0})["time"])

    def calls(self) -> list[Call]:
        """List what was asked of Azure Resource Manager."""
        journal = self._session.get(f"{self.places['arm']}/_simulator/journal").content
        entries = msgspec.json.decode(journal, type=dict[str, list[Call]])["value"]
        return [entry for entry in entries if entry.path.startswith("/subscriptions/")]

    def jobs(self, layout: Layout, since: datetime) -> list[Job]:
        """List the jobs, without quotas."""
        self._tell("quotas", {"enforced": False})
        return [job for vault in layout.vault_ids() for job in self._jobs_of(vault, since)]

    def _jobs_of(self, vault: str, since: datetime) -> Iterator[Job]:
        identity = {"X-IDENTITY-HEADER": self.places["identityHeader"]}
        wanted = {"api-version": "2019-08-01", "resource": "https://management.azure.com"}
        token = self._session.get(self.places["identityEndpoint"], params=wanted, headers=identity).json()
        signed = {"Authorization": f"Bearer {token['access_token']}"}
        url = f"{self.places['arm']}{vault}/backupJobs?api-version=2026-10-01"
        while url:
            page = self._session.get(url, headers=signed).json()
            for entry in page["value"]:
                told = entry["properties"]
                times = [_instant(told[key]) if key in told else None for key in ("startTime", "endTime")]
                started, ended = ((time - since).total_seconds() if time else None for time in times)
                yield Job(told["entityFriendlyName"], started or 0, ended)
            url = page.get("nextLink", "")

    def _tell(self, path: str, body: object) -> dict[str, str]:
        answer = self._session.post(f"{self.places['arm']}/_simulator/{path}", json=body)
        answer.raise_for_status()
        told: dict[str, str] = answer.json()
        return told


def run(flow: str, layout: Layout, longest: float) -> Run:
    """Run a flow on Azure as it is at the beginning, for so many real seconds at most."""
    with ExitStack() as stack:
        azurite = stack.enter_context(Azurite())
        azure = stack.enter_context(_simulator(layout))
        since = azure.prepare(layout)
        stack.enter_context(_swept(azurite))
        told = _told(flow, Task(layout, azure.places, azurite.connection_string, longest))
        ends = [one for one in told if isinstance(one, End)]
        used = next((one for one in told if isinstance(one, Used)), None)
        return Run(ends, used, azure.calls(), azure.jobs(layout, since))


def _told(flow: str, task: Task) -> list[Told]:
    """Run the process, and read what it tells; kill one that does not stop by itself."""
    with _process(f"bench.fleet.{flow}_flow") as process:
        timer = Timer(task.longest + GRACE_SECONDS, process.kill)
        timer.start()
        told, _ = process.communicate(f"{msgspec.json.encode(task).decode()}\n")
        timer.cancel()
    return [msgspec.json.decode(line, type=Told) for line in told.splitlines()]


@contextmanager
def _simulator(layout: Layout) -> Iterator[Azure]:
    with NamedTemporaryFile("w", suffix=".json") as world:
        world.write(json.dumps(layout.world()))
        world.flush()
        options = ("--json", "--stopped", "--seed", SEED, "--world", world.name)
        with _process("local_stack.simulator", *options) as process:
            try:
                yield Azure(json.loads(process.stdout.readline() if process.stdout else "{}"))
            finally:
                process.terminate()


@contextmanager
def _swept(azurite: Azurite) -> Iterator[None]:
    """Clear the queues from time to time, since Azurite slows down with its number of messages."""
    over = Event()
    service = QueueServiceClient.from_connection_string(azurite.connection_string)
    sweeper = Thread(target=_sweep, args=(service, over))
    sweeper.start()
    try:
        yield
    finally:
        over.set()
        sweeper.join()
        service.close()


def _sweep(service: QueueServiceClient, over: Event) -> None:
    while not over.wait(SWEEP_SECONDS):
        for queue in [queue.name for queue in service.list_queues()]:
            try:
                service.get_queue_client(queue).clear_messages()
            except ResourceNotFoundError:
                continue


def _process(module: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - our own programs


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
