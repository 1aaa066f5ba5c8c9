"""One storm, from its seed to its verdict."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from local_stack.simulator import Simulator
from local_stack.stack import Stack, ignore_proxies
from proof.storm import world
from proof.storm.history import Call, History, Job
from proof.storm.plan import Plan, plan
from proof.storm.stage import Stage
from proof.storm.telling import Verdict, verdict
from protect_vm.consider import VM_EVENTS

SPEED = 800.0  # a backup takes 3 s, a mount lives for 54
# Longer than twice the longest time that storage is away (4 s, and 2 until it serves again): a host that lives renews
# at half time, and a renewal that fails is tried again before the end.
LEASE = 15
SETTINGS = {
    "ARM_TIMEOUT_SECONDS": "3",
    "BACKUPS_PER_MINUTE": "6000",
    "AzureFunctionsJobHost__extensions__queues__visibilityTimeout": "00:00:01",
    # Three hosts that look at thirteen empty queues five times a second are busy with nothing else.
    "AzureFunctionsJobHost__extensions__queues__maxPollingInterval": "00:00:01",
}


def storm(seed: int, requests: int, weather: float) -> Verdict:
    """Play the storm of a seed, and judge it; `weather` is the share of calls that meets some."""
    return play(plan(seed, requests), seed, weather)


def play(plan: Plan, seed: int, weather: float) -> Verdict:
    """Play a plan in the weather of a seed, and judge it."""
    ignore_proxies()
    azure = world.simulator(plan.requests, speed=SPEED, seed=seed, weather=weather)
    with TemporaryDirectory(prefix="storm-") as folder:
        log = Path(folder) / "hosts.log"
        with log.open("w") as out:
            history = _played(plan, azure, out)
        history.log = log.read_text(errors="replace").splitlines()
    return verdict(seed, history)


def _played(plan: Plan, azure: Simulator, log: IO[str]) -> History:
    """Start everything, play the plan from beginning to end, and ask all witnesses."""
    with (
        Stack(azure, default_vault=world.VAULT, settings=SETTINGS, lease=LEASE, log=log) as stack,
        ThreadPoolExecutor() as hands,
    ):
        list(hands.map(lambda _: stack.add_host(), range(plan.hosts)))
        world.protect(azure, plan.requests)
        account = stack.azurite.connection_string
        azure.subscribe(queue=VM_EVENTS, connection_string=account, duplicates=(1, 3), shuffled=True)
        began = azure.now()
        stage = Stage(plan, stack, hands)
        stage.play()
        stage.history.dead = [host.name for host in stack.hosts if not host.is_running]
        stage.history.calls = _calls(azure, began)
        stage.history.jobs = [Job(job.id, job.operation, job.vm, job.activity_id) for job in azure.jobs()]
    return stage.history


def _calls(azure: Simulator, began: datetime) -> list[Call]:
    """Read the simulator's journal, whose times are simulated ones."""
    return [
        Call(
            at=(datetime.fromisoformat(entry["time"]) - began) / timedelta(seconds=SPEED),
            request_id=entry["clientRequestId"],
            method=entry["method"],
            path=entry["path"],
            status=entry["status"],
            done=entry["done"],
            weather=entry["weather"],
        )
        for entry in azure.journal()
    ]
