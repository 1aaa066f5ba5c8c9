"""The whole app as users run it: real queues, Microsoft's worker, simulated Azure. Only its clock runs faster."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import pytest

from local_stack.simulator import Simulator
from local_stack.stack import Stack
from shared.requests import ProtectVm, TriggerBackup
from shared.tracker import OperationTracker
from tests.eventually import eventually
from tests.running import SUBSCRIPTION, VAULT, vm_id

PATIENCE = 120.0  # seconds: only a failing test waits as long
SPEED = 20_000.0
FAR_VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/far"
POISON = [f"{kind.QUEUE}-poison" for kind in (ProtectVm, TriggerBackup, OperationTracker)]


class Users:
    """Drops messages, and waits for their events, however often each comes."""

    def __init__(self, stack: Stack, log: Path) -> None:
        self.stack = stack
        self.log = log
        self.events: dict[str, dict[str, Any]] = {}
        self.arrived: list[str] = []

    def drop(self, queue: str, body: object) -> str:
        """Send a message; return the id that its event will have."""
        text = body if isinstance(body, str) else json.dumps(body)
        sent = self.stack.queue(queue).send_message(text)
        return f"{queue}/{uuid5(NAMESPACE_OID, f'{queue}/{sent.id}')}"

    def ends(self, *ids: str) -> list[dict[str, Any]]:
        """Return the events of those ids, when all are there."""
        eventually(lambda: self._have(ids), within=PATIENCE, log=self.log)
        return [self.events[id_] for id_ in ids]

    def _have(self, ids: tuple[str, ...]) -> bool:
        queue = self.stack.queue("backup-events")
        for message in queue.receive_messages(messages_per_page=32, visibility_timeout=30):
            event = json.loads(base64.b64decode(message.content, validate=True))
            self.events[event["id"]] = event
            self.arrived.append(event["id"])
            queue.delete_message(message)
        return set(ids) <= set(self.events)

    def poisoned(self) -> int:
        """Count what lies in poison queues."""
        listed = set(POISON) & set(self.stack.queues())
        return sum(len(self.stack.queue(name).peek_messages(32)) for name in listed)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Users]:
    log = tmp_path_factory.mktemp("whole") / "hosts.log"
    azure = Simulator(speed=SPEED, seed=1)
    with log.open("w") as out, Stack(azure, default_vault=VAULT, lease=3, log=out) as stack:
        azure.add_vault(FAR_VAULT, "northeurope")
        stack.add_host()
        yield Users(stack, log)


def test_a_vm_is_protected_and_backed_up_from_message_to_event(users: Users) -> None:
    """The main job."""
    (protected,) = users.ends(users.drop("protect-vm", {"vmId": vm_id("web01")}))
    assert protected["type"] == "AzureVmBackup.VmProtected"
    assert (protected["source"], protected["subject"]) == (VAULT, vm_id("web01"))
    (backed_up,) = users.ends(users.drop("trigger-backup", {"vmId": vm_id("web01")}))
    assert backed_up["type"] == "AzureVmBackup.BackupCompleted"
    assert backed_up["data"]["size"]


BAD = {
    "not JSON": ("hello", "", "RequestRejected"),
    "not UTF-8": (base64.b64encode(b'{"vmId": "\xff"}').decode(), "", "RequestRejected"),
    "wrong type": ('{"vmId": 7}', "vmId", "RequestRejected"),
    "missing vmId": ("{}", "vmId", "RequestRejected"),
    "unknown field": ({"vmId": vm_id("web01"), "colour": "red"}, "colour", "RequestRejected"),
    "not a VM's id": ({"vmId": VAULT}, "vmId", "RequestRejected"),
    "no such vault": ({"vmId": vm_id("web02"), "vaultId": f"{VAULT}x"}, "vaultId", "OperationFailed"),
    "unknown policy": ({"vmId": vm_id("web02"), "policy": "Nope"}, "policy", "OperationFailed"),
    "no such VM": ({"vmId": vm_id("nowhere")}, "vmId", "OperationFailed"),
    "another region": ({"vmId": vm_id("web02"), "vaultId": FAR_VAULT}, "vaultId", "OperationFailed"),
    "48 KiB": (base64.b64encode(b'{"vmId": "%s"}' % (b"x" * (48 * 1024 - 12))).decode(), "vmId", "RequestRejected"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_in_an_event_that_names_field_and_remedy(users: Users, case: str) -> None:
    """And leaves nothing in a poison queue."""
    body, field, end = BAD[case]
    (event,) = users.ends(users.drop("protect-vm", body))
    assert event["type"] == f"AzureVmBackup.{end}"
    said = event["data"] if end == "RequestRejected" else event["data"]["error"]
    assert said.get("field", "") == field
    assert said.get("remedy") or said.get("recommendations")
    assert users.poisoned() == 0


def test_a_message_that_is_sent_again_mended_is_a_request_of_the_same_id(users: Users) -> None:
    """Its rejection has an id of its own: whoever drops repeats by their id hears of the success."""
    request_id = str(uuid4())
    wrong = users.drop("protect-vm", {"vmId": "web01", "requestId": request_id})
    (rejected,) = users.ends(wrong)
    assert rejected["data"]["requestId"] == request_id
    users.drop("protect-vm", {"vmId": vm_id("web01"), "requestId": request_id})
    (event,) = users.ends(f"protect-vm/{request_id}")
    assert event["type"] == "AzureVmBackup.VmProtected"


def test_garbage_on_the_operations_queue_is_rejected_too(users: Users) -> None:
    """Whoever writes there gets an answer."""
    (event,) = users.ends(users.drop("operations", "garbage"))
    assert event["type"] == "AzureVmBackup.RequestRejected"
    assert users.poisoned() == 0


def test_the_log_has_one_line_of_json_for_each_step(users: Users) -> None:
    """Message, request, stage, outcome, milliseconds; never a token or a signature."""
    log = users.log.read_text()
    steps = [json.loads(line[line.index("{") :]) for line in log.splitlines() if "azure_vm_backup: {" in line]
    assert {"ProtectVm", "TriggerBackup", "OperationTracker"} <= {step["message"] for step in steps}
    always, jobs = {"message", "requestId", "traceId", "stage", "outcome", "milliseconds"}, {"percent", "task"}
    assert all(always <= set(step) <= always | jobs for step in steps)
    assert "Bearer" not in log
    assert "&s=" not in log


def test_every_event_id_is_seen_once(users: Users) -> None:
    """One request, one end."""
    assert len(users.arrived) == len(users.events)


def test_a_host_killed_in_the_middle_loses_no_request(tmp_path: Path) -> None:
    """SIGKILL while five VMs are protected and backed up; another host goes on."""
    log = tmp_path / "hosts.log"
    names = ["web01", "web02", "db01", "app01", "app02"]
    with log.open("w") as out, Stack(Simulator(speed=SPEED, seed=2), default_vault=VAULT, lease=2, log=out) as stack:
        users = Users(stack, log)
        stack.add_host()
        protections = [users.drop("protect-vm", {"vmId": vm_id(name)}) for name in names]
        users.ends(protections[0])
        stack.hosts[-1].kill()
        stack.add_host()
        users.ends(*protections)
        backups = [users.drop("trigger-backup", {"vmId": vm_id(name)}) for name in names]
        stack.hosts[-1].kill()
        stack.add_host()
        ends = users.ends(*backups)
        assert {event["type"] for event in ends} == {"AzureVmBackup.BackupCompleted"}
        assert len([job for job in stack.azure.jobs() if job.operation == "Backup"]) == len(names)
        assert users.poisoned() == 0
