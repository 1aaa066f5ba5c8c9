"""What the demo plays: every VM is put under a policy, and then backed up."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from local_stack.inbox import CloudEvent, Inbox
from local_stack.simulator.seeds import DEFAULT
from local_stack.simulator.state.progress import JobProgress
from local_stack.stack import Stack
from shared.requests import ProtectVm, TriggerBackup
from shared.tracker import Stage

# How much of the whole is done when a stage begins, in percent; the rest of BACKING_UP is its job's own progress.
BEGINS_AT = {"waiting": 0, Stage.DISCOVERING: 5, Stage.PROTECTING: 10, Stage.STARTING_BACKUP: 20, Stage.BACKING_UP: 25}

DONE = 100


@dataclass
class Row:
    """One VM on its way."""

    vm_id: str
    stage: str = "waiting"
    percent: float = 0
    begun: float = field(default_factory=monotonic)
    ended: float | None = None

    @property
    def name(self) -> str:
        """The VM's name."""
        return self.vm_id.rpartition("/")[2]

    @property
    def elapsed(self) -> float:
        """Seconds from its first message to its last event, or to now."""
        return (self.ended or monotonic()) - self.begun


class Scenario:
    """Drops the messages, and follows them by their events, the app's log and the simulator's jobs."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.inbox = Inbox(stack.queue("backup-events"))
        self._requests: dict[str, Row] = {}
        self.rows = [Row(vm.id) for vm in DEFAULT.vms]

    @property
    def events(self) -> int:
        """How many different events have arrived."""
        return len(self.inbox.events)

    @property
    def over(self) -> bool:
        """Whether every VM has come to its end."""
        return all(row.ended for row in self.rows)

    @property
    def done(self) -> int:
        """How many VMs are backed up."""
        return sum(row.percent == DONE for row in self.rows)

    def begin(self) -> None:
        """Ask for the protection of all VMs."""
        for row in self.rows:
            self._ask(ProtectVm.QUEUE, row)

    def look(self, log: Iterable[str]) -> list[tuple[Row, CloudEvent]]:
        """Take in new events and log lines; return the events with their rows."""
        for line in log:
            self._note_stage(line)
        running = {job.activity_id: job for job in self._stack.azure.jobs() if job.operation == "Backup"}
        for request_id, row in self._requests.items():
            self._note_progress(row, running.get(request_id))
        return [(self._note_event(event), event) for event in self.inbox.receive()]

    def _ask(self, queue: str, row: Row) -> None:
        request_id = str(uuid4())
        self._requests[request_id] = row
        self._stack.queue(queue).send_message(json.dumps({"vmId": row.vm_id, "requestId": request_id}))

    def _note_event(self, event: CloudEvent) -> Row:
        row = self._requests[event["data"]["requestId"]]
        match event["type"].rpartition(".")[2]:
            case "VmProtected":
                row.stage, row.percent = "protected", BEGINS_AT[Stage.STARTING_BACKUP]
                self._ask(TriggerBackup.QUEUE, row)
            case "BackupCompleted":
                row.stage, row.percent, row.ended = "backed up", DONE, monotonic()
            case _:
                row.stage, row.ended = "failed", monotonic()
        return row

    def _note_stage(self, line: str) -> None:
        """Read one of the app's own log lines: the stage that a tracker is in."""
        if "azure_vm_backup: {" not in line:
            return
        step = json.loads(line[line.index("{") :])
        row = self._requests.get(step["requestId"])
        if row and not row.ended and step["stage"] and "OperationTracker" in step["outcome"]:
            row.stage = step["stage"]
            row.percent = max(row.percent, BEGINS_AT[step["stage"]])

    def _note_progress(self, row: Row, job: JobProgress | None) -> None:
        if job and not row.ended:
            row.stage = Stage.BACKING_UP
            row.percent = max(row.percent, BEGINS_AT[Stage.BACKING_UP] + 74 * job.done)
