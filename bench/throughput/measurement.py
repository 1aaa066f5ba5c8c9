"""Turns of the contestants on one Azurite: bursts for the throughput, a steady load for the latency."""

import contextlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from statistics import median, quantiles

import msgspec
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient

from bench.throughput import load
from bench.throughput.contestants import LONGEST_IDLE, Contestant, Hosts, bare, hosts
from local_stack.azurite import Azurite
from local_stack.stack import APP, ignore_proxies
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker

HOSTS = (1, 2, 4)
FLOOR, HOST, RESTLESS = "bare process", "1 host", "bare process that never waits"
BURST, BURSTS = 200, 3
RATE, STEADY, STEADIES = 12.0, 120, 2  # messages a second, messages of a turn, turns
OWN = (TriggerBackup.QUEUE, "bare", "restless")
LEFT = (OperationTracker.QUEUE, "bare-sent")


class Rate(msgspec.Struct, frozen=True, rename="camel"):
    """Requests a second with so many hosts, and those of the floor."""

    hosts: int
    per_second: float
    floor: float


class Latency(msgspec.Struct, frozen=True):
    """Milliseconds from a message to what it asks for."""

    p50: float
    p99: float


class Figures(msgspec.Struct, frozen=True, rename="camel"):
    """All medians, and the messages a second at which the latencies were measured."""

    hosts: list[Rate]
    latency: dict[str, Latency]
    steady_rate: float


def measure() -> Figures:
    """Measure all contestants, in turn."""
    ignore_proxies()
    with (
        Azurite() as azurite,
        _endpoint() as endpoint,
        tempfile.TemporaryFile("w+") as log,
        _queues(storage := azurite.connection_string) as queues,
        hosts(max(HOSTS), _settings(storage, endpoint), log) as running,
        bare("bare", storage) as floor,
        bare("restless", storage, longest_idle=0) as restless,
    ):
        teams = {str(count): Hosts(running[:count], endpoint, queues[Hosts.queue]) for count in HOSTS}
        rates = _bursts(queues, {FLOOR: floor, **teams})
        latency = _waits(queues, {FLOOR: floor, HOST: teams["1"], RESTLESS: restless})
    return Figures([Rate(count, rates[str(count)], rates[FLOOR]) for count in HOSTS], latency, RATE)


def _bursts(queues: Mapping[str, QueueClient], contestants: Mapping[str, Contestant]) -> dict[str, float]:
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(BURSTS):
        for name, contestant in contestants.items():
            rates[name].append(_burst(queues, contestant))
    return {name: median(found) for name, found in rates.items()}


def _burst(queues: Mapping[str, QueueClient], contestant: Contestant) -> float:
    contestant.warm()
    sent = load.burst(queues[contestant.queue], BURST)
    begun = contestant.begin(BURST)
    done = contestant.end(list(sent))
    _clear(queues)
    return BURST / (done.ended - begun)


def _waits(queues: Mapping[str, QueueClient], contestants: Mapping[str, Contestant]) -> dict[str, Latency]:
    waits: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(STEADIES):
        for name, contestant in contestants.items():
            waits[name] += _steady(queues, contestant)
    hundredths = {name: quantiles(found, n=100) for name, found in waits.items()}
    return {name: Latency(found[49], found[98]) for name, found in hundredths.items()}


def _steady(queues: Mapping[str, QueueClient], contestant: Contestant) -> list[float]:
    contestant.warm()
    contestant.begin(STEADY)
    sent = load.steady(queues[contestant.queue], STEADY, RATE)
    done = contestant.end(list(sent))
    _clear(queues)
    return [1000 * (done.times[one] - begun) for one, begun in sent.items()]


def _clear(queues: Mapping[str, QueueClient]) -> None:
    """Forget what was sent on: Azurite slows down with all it holds."""
    for name in LEFT:
        queues[name].clear_messages()


@contextlib.contextmanager
def _queues(storage: str) -> Iterator[dict[str, QueueClient]]:
    with contextlib.ExitStack() as closing:
        queues = {name: QueueClient.from_connection_string(storage, name) for name in (*OWN, *LEFT)}
        for queue in queues.values():
            closing.enter_context(queue)
            with contextlib.suppress(ResourceExistsError):
                queue.create_queue()
        yield queues


@contextlib.contextmanager
def _endpoint() -> Iterator[str]:
    command = [sys.executable, "-m", "bench.throughput.arm_endpoint"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        yield process.stdout.readline().strip() if process.stdout else ""
        process.terminate()


def _settings(storage: str, endpoint: str) -> dict[str, str]:
    """Return a host's settings. It serves one function, as on Flex Consumption, where each has instances of its own."""
    triggers = "".join(path.read_text() for path in APP.glob("*/trigger.py"))
    others = set(re.findall(r"^def (\w+)\(", triggers, re.MULTILINE)) - {"trigger_backup"}
    return {
        "AzureWebJobsStorage": storage,
        "ARM_ENDPOINT": endpoint,
        "IDENTITY_ENDPOINT": f"{endpoint}/msi/token",
        "IDENTITY_HEADER": "pr00f",
        "BACKUP_SCHEDULE": "0 0 1 * * *",
        "AzureFunctionsJobHost__extensions__queues__maxPollingInterval": f"00:00:{LONGEST_IDLE:06.3f}",
        **{f"AzureWebJobs.{name}.Disabled": "1" for name in others},
    }
