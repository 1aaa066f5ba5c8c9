"""What runs for a while, as plain data: operations, their jobs, and what is still to happen."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from local_stack.simulator.state.health import USUAL_FAILURE, ailing
from local_stack.simulator.state.names import ResourceName
from local_stack.simulator.state.restore_request import Restore

type Json = dict[str, Any]


class Run(StrEnum):
    """The states of operations and jobs; an operation knows Succeeded, a job Completed."""

    IN_PROGRESS = "InProgress"
    SUCCEEDED = "Succeeded"
    COMPLETED = "Completed"
    COMPLETED_WITH_WARNINGS = "CompletedWithWarnings"
    FAILED = "Failed"
    CANCELLING = "Cancelling"
    CANCELLED = "Cancelled"


class OperationError(Struct):
    """Why an operation failed."""

    code: str
    message: str


class Finding(Struct, rename="camel", forbid_unknown_fields=True):
    """What a validation finds wrong. One told beforehand may be about one VM; without `vm` it is about any."""

    code: str
    message: str
    recommendations: list[str] = field(default_factory=list)
    vm: str = ""


class Change(Struct):
    """What a write on a protected item changes; `kind` is enable, stop, delete or undelete.

    Who stops with a policy suspends: its recovery points go on expiring by it.
    """

    kind: str
    vm: ResourceName
    policy: str = ""
    extended_properties: Json | None = None


class MountSession(Struct, frozen=True):
    """What a provisioned file restore hands out: the files of one recovery point, to whoever has the password.

    `owner` has 19 digits and `target` 6; `guid`, `password` and `tail` have 32, 15 and 14 hexadecimal ones.
    """

    operation: str
    vm: str
    os_type: str
    data_id: str
    point: str
    taken: datetime
    ready: datetime
    expires: datetime
    owner: str
    target: str
    guid: str
    password: str
    tail: str


class Operation(Struct):
    """A long operation. `kind` is a key of the table in settle.py; while it runs, it locks what it works on.

    `point` and `session` are those of a file restore: the recovery point's name, and what came of it.
    `findings` are those of a validation; `jobs` and `policy`, its new properties, those of a changed policy.
    """

    id: str
    kind: str
    locks: str
    started: datetime
    status: Run = Run.IN_PROGRESS
    job: str = ""
    error: OperationError | None = None
    change: Change | None = None
    point: str = ""
    session: MountSession | None = None
    findings: list[Finding] | None = None
    jobs: list[str] = field(default_factory=list)
    policy: Json | None = None

    @property
    def running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.status is Run.IN_PROGRESS


class Task(Struct):
    """A phase of a job."""

    name: str
    status: str = "NotStarted"
    started: datetime | None = None
    ended: datetime | None = None


class Job(Struct):
    """A job, as a vault lists it. One that is being cancelled proceeds no further."""

    id: str
    operation: str
    vm: ResourceName
    started: datetime
    activity_id: str
    status: Run = Run.IN_PROGRESS
    ended: datetime | None = None
    tasks: list[Task] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    error_details: list[Json] = field(default_factory=list)
    expiry: datetime | None = None
    restore: Restore | None = None
    ends_as: Run = Run.COMPLETED

    @property
    def running(self) -> bool:
        """Tell whether it still proceeds."""
        return self.status is Run.IN_PROGRESS

    def end(self, status: Run, at: datetime) -> None:
        """End it, and with it the task that runs: that completes, or is cancelled, only if all of the job is."""
        self.status, self.ended = status, at
        for task in self.tasks:
            if task.status == Run.IN_PROGRESS:
                task.ended, task.status = at, status if status in (Run.COMPLETED, Run.CANCELLED) else Run.FAILED


class Effect(Struct):
    """Something that will happen, as settle.py knows it: `subject` is an operation, a job or a protected item."""

    due: datetime
    what: str
    vault: str
    subject: str


_USUAL = ailing(USUAL_FAILURE)
_USUAL_DETAIL: Json = {
    "errorCode": _USUAL.code,
    "errorTitle": _USUAL.title,
    "errorString": _USUAL.message,
    "recommendations": _USUAL.recommendations,
}

# What an outcome can be about: the operations of jobs, and those that have no job.
type Told = Literal[
    "Backup",
    "ConfigureBackup",
    "DisableBackup",
    "DeleteBackupData",
    "Undelete",
    "Refresh",
    "ProvisionIlr",
    "RevokeIlr",
    "Restore",
]


# How a job can be told to end.
type Ending = Literal["Completed", "CompletedWithWarnings", "Failed"]


class Outcome(Struct, rename="camel", forbid_unknown_fields=True):
    """How the next operations or jobs end, told beforehand.

    With `error` the operation fails; `status` and `errorDetails` are its job's; `duration` is in simulated seconds.
    Without `vm` it is about any; a job that fails without `errorDetails` says what failed ones say most often.
    """

    operation: Told
    vm: str = ""
    status: Ending = "Completed"
    error_details: list[Json] | None = None
    error: OperationError | None = None
    duration: Annotated[float, Meta(ge=0)] | None = None
    times: Annotated[int, Meta(ge=1)] = 1

    def __post_init__(self) -> None:
        """Refuse details without a code: Azure never leaves it out."""
        if any("errorCode" not in detail for detail in self.error_details or []):
            raise ValueError("each of errorDetails needs an errorCode, and may have errorTitle, errorString, ...")

    def details(self) -> list[Json]:
        """Give the error details of its job."""
        if self.error_details is None and self.status == "Failed" and self.error is None:
            return [_USUAL_DETAIL]
        return self.error_details or []

    def failure(self) -> OperationError | None:
        """Tell why the operation fails, if it does; a failed job's first detail says it, too."""
        if self.status == "Failed" and self.error is None:
            told = next(iter(self.details()), {})
            return OperationError(told.get("errorTitle", "UserErrorUnknown"), told.get("errorString", "It failed."))
        return self.error
