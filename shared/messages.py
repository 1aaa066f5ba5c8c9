"""Every message that a step takes from a queue: the requests, and the tracker of a running operation."""

import math
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.arm_ids import VaultId, VmId
from shared.malformed import Malformed
from shared.settings import PolicyName

Instant = Annotated[datetime, Meta(tz=True)]
Lun = Annotated[int, Meta(ge=0, le=63)]
Luns = Annotated[list[Lun], Meta(min_length=1, max_length=64)]


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Anything that is sent to a queue: it knows the queue, its JSON, and when it may be seen."""

    QUEUE: ClassVar[str]

    def to_json(self) -> bytes:
        """Return the text that goes on the queue."""
        return msgspec.json.encode(self)

    def delay(self, now: datetime) -> int:  # noqa: ARG002 - the same form for all messages
        """Return for how many seconds the message stays hidden."""
        return 0


class Work(Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag=True):
    """A message that a step takes. `due` and `attempt` are the app's own; a sender leaves them out."""

    due: Instant | None = None
    attempt: int = 0

    def delay(self, now: datetime) -> int:
        """Return the whole seconds until the message is due."""
        return max(0, math.ceil((self.due - now).total_seconds())) if self.due else 0

    def again(self, due: datetime) -> Self:
        """Return the same message, to be tried once more at that time."""
        return msgspec.structs.replace(self, due=due, attempt=self.attempt + 1)


class Request(Work, frozen=True, kw_only=True):
    """What somebody wants for one VM. requestId is the idempotency key, and Azure's x-ms-client-request-id."""

    vm_id: VmId
    vault_id: VaultId
    request_id: UUID
    accepted: Instant

    @property
    def request(self) -> Self:
        """Return itself: a request and a tracker alike know the request."""
        return self

    @property
    def started(self) -> datetime:
        """Return when the request was first seen."""
        return self.accepted


class Disks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Which disks are backed up: just these data disks, all but these, or the OS disk alone."""

    include: Luns | None = None
    exclude: Luns | None = None
    os_only: Literal[True] | None = None

    def __post_init__(self) -> None:
        if sum(choice is not None for choice in (self.include, self.exclude, self.os_only)) != 1:
            raise ValueError("Expected exactly one of `include`, `exclude`, `osOnly`")


class ProtectVm(Request, frozen=True, kw_only=True):
    """Put this VM under this policy."""

    QUEUE: ClassVar[str] = "protect-vm"
    policy: PolicyName
    disks: Disks | None = None


class TriggerBackup(Request, frozen=True, kw_only=True):
    """Back this VM up now."""

    QUEUE: ClassVar[str] = "trigger-backup"
    retain_until: Instant | None = None


type AnyRequest = ProtectVm | TriggerBackup


class Stage(StrEnum):
    """What a tracked operation is doing; poll_operation/stages.py says what follows."""

    DISCOVERING = "Discovering"
    PROTECTING = "Protecting"
    STARTING_BACKUP = "StartingBackup"
    BACKING_UP = "BackingUp"


class OperationTracker(Work, frozen=True, kw_only=True):
    """A long operation to look at: where, since when, and until when. The tracking URI is used verbatim."""

    QUEUE: ClassVar[str] = "operations"
    request: AnyRequest
    stage: Stage
    tracking_uri: str
    started: Instant
    deadline: Instant
    job_id: str | None = None

    def asked[R: Request](self, kind: type[R]) -> R:
        """Return the request as the kind that the stage belongs to; raise Malformed for a tracker that mixes them."""
        if isinstance(self.request, kind):
            return self.request
        raise Malformed("stage", f"{self.stage} does not belong to a {type(self.request).__name__}")
