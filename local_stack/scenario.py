"""What the demo plays: a VM is created, five more are put under a policy; then night comes, and all are backed up."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from local_stack.inbox import CloudEvent, Inbox
from local_stack.simulator.seeds import DEFAULT
from local_stack.simulator.state.progress import JobProgress
from local_stack.stack import Stack
from protect_vm.consider import VM_EVENTS
from shared.arm_ids import same
from shared.requests import ProtectVm
from shared.tracker import Stage

# How much of the whole is done when a stage begins, in percent; the rest of BACKING_UP is its job's own progress.
BEGINS_AT = {"waiting": 0, Stage.DISCOVERING: 5, Stage.PROTECTING: 10, Stage.STARTING_BACKUP: 20, Stage.BACKING_UP: 25}

DONE = 100
PROTECTED, FAILED = "protected", "failed"
NEW = "new01"


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
    """Has things happen, and follows them by their events, the app's log and the simulator's jobs."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.inbox = Inbox(stack.queue("backup-events"))
        self._requests: dict[str, Row] = {}
        self.rows = [Row(DEFAULT.vms[0].id.replace("web01", NEW)), *(Row(vm.id) for vm in DEFAULT.vms)]
        self.summary: CloudEvent | None = None
        self._night = False

    @property
    def events(self) -> int:
        """How many different events have arrived."""
        return len(self.inbox.events)

    @property
    def over(self) -> bool:
        """Whether every VM has come to its end, and the night has been summed up."""
        return all(row.ended for row in self.rows) and (self.summary is not None or not self._night)

    @property
    def done(self) -> int:
        """How many VMs are backed up."""
        return sum(row.percent == DONE for row in self.rows)

    def begin(self) -> None:
        """Create a VM, of which Event Grid tells, and ask for the protection of all others."""
        azure, account = self._stack.azure, self._stack.azurite.connection_string
        azure.subscribe(queue=VM_EVENTS, connection_string=account, duplicates=(1, 3), shuffled=True)
        azure.create_vm(NEW, ready_after=None)
        for row in self.rows[1:]:
            self._protect(row)

    def look(self, log: Iterable[str]) -> list[tuple[Row, CloudEvent]]:
        """Take in new events and log lines, and let night come; return the VMs' events with their rows."""
        for line in log:
            self._note_stage(line)
        jobs = {job.vm: job for job in self._stack.azure.jobs() if job.operation == "Backup"}
        for row in self.rows:
            self._note_progress(row, jobs.get(row.name))
        told = [(told, event) for event in self.inbox.receive() if (told := self._note_event(event))]
        if not self._night and all(row.stage in {PROTECTED, FAILED} for row in self.rows):
            self._night = any(row.stage == PROTECTED for row in self.rows)
            self._stack.hosts[0].run_now("nightly_backup")
        return told

    def _protect(self, row: Row) -> None:
        request_id = str(uuid4())
        self._requests[request_id] = row
        self._stack.queue(ProtectVm.QUEUE).send_message(json.dumps({"vmId": row.vm_id, "requestId": request_id}))

    def _note_event(self, event: CloudEvent) -> Row | None:
        """Note what an event says of its VM; None for the fleet's summary."""
        kind = event["type"].rpartition(".")[2]
        row = next((row for row in self.rows if same(row.vm_id, event.get("subject", ""))), None)
        if not row:
            self.summary = event
        elif kind == "VmProtected":
            row.stage, row.percent = PROTECTED, BEGINS_AT[Stage.STARTING_BACKUP]
        elif kind == "BackupCompleted":
            row.stage, row.percent, row.ended = "backed up", DONE, monotonic()
        else:
            row.stage, row.ended = FAILED, monotonic()
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
