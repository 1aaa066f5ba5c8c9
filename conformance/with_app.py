"""The app and az at work on one vault, in turn and at once: neither is surprised by what the other does."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from conformance import telling
from conformance.az_process import Az, settings
from conformance.azure_cli.names import item, job, of, shown
from conformance.azure_cli.sign_in import SIGN_IN
from conformance.known import of_azure
from conformance.pattern import Pattern, Some, differences, filled
from conformance.rows import Row
from conformance.stories import Command, az
from conformance.world import SPEED
from local_stack.inbox import CloudEvent, Inbox
from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack

GROUP = "with the app"
PATIENCE = 120.0  # seconds
LOOK_EVERY = 0.1  # seconds
# Seconds of Azure: far longer than az takes to look at a backup while it runs, since nobody waits for it to pass.
LONG = 300 * SPEED


@dataclass(frozen=True)
class Ask:
    """A message to the app about web01, and nothing awaited."""

    queue: str
    body: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Expect:
    """The event of the newest message: its type, and what its data has."""

    event: str
    data: Pattern = ...


@dataclass(frozen=True)
class Elapse:
    """So many seconds pass in Azure, at once."""

    seconds: float


def asked(queue: str, event: str, data: Pattern = ..., **body: object) -> tuple[Ask, Expect]:
    """Ask the app, and wait for its event."""
    return Ask(queue, body), Expect(event, data)


_WEB01 = of("web01")
_NIGHT = {"name": "Night", "daily": "22:00"}
STEPS: tuple[Command | Ask | Expect | Elapse, ...] = (
    az("backup protection enable-for-vm $vault --vm $vms/web01 -p DefaultPolicy", job("ConfigureBackup", "web01")),
    *asked("protect-vm", "VmProtected", {"alreadyProtected": True}),
    # The app's backup runs; az sees it, and may not start another.
    Ask("trigger-backup"),
    az(
        "backup job list $vault --operation Backup --status InProgress",
        Some({"properties": {"entityFriendlyName": "web01"}}),
    ),
    az(f"backup protection backup-now {_WEB01} --retain-until 31-12-2030", exit_code=1, says="InProgress"),
    Elapse(LONG),
    Expect("BackupCompleted"),
    az(f"backup recoverypoint list {_WEB01}", Some({"properties": {"objectType": "IaasVMRecoveryPoint"}})),
    # The backup of az runs; the app says whose it is.
    az(f"backup protection backup-now {_WEB01} --retain-until 31-12-2030", job("Backup", "web01", "InProgress")),
    *asked("trigger-backup", "OperationFailed", {"error": {"code": "UserErrorBackupOperationInProgress"}}),
    Elapse(LONG),
    az("backup job wait $vault -n $job", job("Backup", "web01")),
    # az stops protection; the app neither backs up nor is it surprised.
    az(f"backup protection disable {_WEB01} --yes", job("DisableBackup", "web01")),
    *asked("protection", "ProtectionChanged", {"unchanged": True}, action="stop"),
    *asked("trigger-backup", "OperationFailed"),
    *asked("protection", "ProtectionChanged", action="resume"),
    az(shown("web01"), item(policyName="DefaultPolicy")),
    # The app makes a policy; az puts the VM under it.
    *asked("prepare-vault", "VaultReady", {"policy": "Night"}, policy=_NIGHT),
    az("backup policy show $vault -n Night", {"name": "Night"}),
    az(
        "backup item set-policy $vault -c web01 -n web01 --backup-management-type AzureIaasVM -p Night",
        job("ConfigureBackup", "web01"),
    ),
    *asked("protect-vm", "VmProtected", {"alreadyProtected": True}, policy="Night"),
    # A fleet of the app, and what az sees of it.
    *asked("backup-fleet", "FleetBackedUp", {"completed": 1}, windowMinutes=0),
    az("backup job list $vault --operation Backup --status Completed", Some(job("Backup", "web01"))),
)


def tell(program: Path, folder: Path) -> Iterator[Row]:
    """Start the whole stack, sign az in, and take the steps; yield a row for each."""
    azure = Simulator(speed=SPEED, seed=1)
    with (
        (folder / "hosts.log").open("w") as log,
        Stack(azure, default_vault=NIGHTLY, settings={"BACKUPS_PER_MINUTE": "600"}, log=log) as stack,
    ):
        stack.add_host()
        azure.outcome(operation="Backup", duration=LONG, times=2)
        yield from telling.tell(SIGN_IN, azure, program, folder / GROUP, folder / GROUP / "config")
        vault = {"vault": f"-g backup -v {NIGHTLY.rpartition('/')[2]}"}
        told = _Told(stack, Az(program, folder / GROUP, settings(azure, folder / GROUP / "config")), vault)
        for step in STEPS:
            yield from told.take(step)


class _Told:
    """Takes the steps, one after the other."""

    def __init__(self, stack: Stack, program: Az, more: dict[str, str]) -> None:
        self._stack, self._az = stack, program
        self._kept = of_azure(stack.azure) | more
        self._inbox = Inbox(stack.queue("backup-events"))
        self._awaited = ""

    def take(self, step: Command | Ask | Expect | Elapse) -> Iterator[Row]:
        """Take one step; who only asks has no row, and time has none."""
        match step:
            case Command():
                yield self._az.run(GROUP, step, self._kept)
            case Ask(queue, body):
                self._awaited = self._sent(queue, body)
            case Expect(event, data):
                yield self._end(event, data)
            case Elapse(seconds):
                self._stack.azure.advance(seconds)

    def _sent(self, queue: str, body: dict[str, object]) -> str:
        about = {} if queue in {"prepare-vault", "backup-fleet"} else {"vmId": filled("$vms/web01", self._kept)}
        request = {"requestId": str(uuid4())} | about | body
        self._stack.queue(queue).send_message(json.dumps(request))
        return f"{queue}/{request['requestId']}"

    def _end(self, kind: str, data: Pattern) -> Row:
        began = time.monotonic()
        event = self._event(began + PATIENCE)
        call = f"{self._awaited.partition('/')[0]} -> {kind}"
        took = time.monotonic() - began
        if not event:
            return Row("message", GROUP, call, f"no event within {PATIENCE:g} s", took)
        ended = event["type"].rpartition(".")[2]
        wrong = [f"{ended} instead of {kind}"] if ended != kind else list(differences(data, event["data"], self._kept))
        return Row("message", GROUP, call, "; ".join(wrong), took, json.dumps(event, indent=1) if wrong else "")

    def _event(self, until: float) -> CloudEvent | None:
        while self._awaited not in self._inbox.events and time.monotonic() < until:
            self._inbox.receive()
            time.sleep(LOOK_EVERY)
        return self._inbox.events.get(self._awaited)
