"""What every queue message is. The requests are in requests.py, the tracker in tracker.py, the ends in events.py."""

import math
from datetime import datetime
from typing import Annotated, ClassVar, NamedTuple, Self
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.arm_ids import VaultId, VmId

Instant = Annotated[datetime, Meta(tz=True)]
# https://www.w3.org/TR/trace-context/#traceparent-header
TraceParent = Annotated[str, Meta(pattern=r"\A00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")]
LONGEST_DELAY = 7 * 24 * 3600 - 1  # what a queue hides, in seconds


class Place(NamedTuple):
    """Where a message lies in its queue: its id, and the receipt that lets it be shown before it is due."""

    message_id: str
    receipt: str


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
    attempt: Annotated[int, Meta(ge=0, le=100_000)] = 0

    def delay(self, now: datetime) -> int:
        """Return the whole seconds until the message is due."""
        wait = math.ceil((self.due - now).total_seconds()) if self.due else 0
        return min(max(0, wait), LONGEST_DELAY)

    def put_off(self, due: datetime) -> Self:
        """Return the same message for a later time: it has not been tried yet."""
        return msgspec.structs.replace(self, due=due)

    def again(self, due: datetime) -> Self:
        """Return the same message, to be tried once more at that time."""
        return msgspec.structs.replace(self, due=due, attempt=self.attempt + 1)


class Request(Work, frozen=True, kw_only=True):
    """What somebody wants. requestId is the idempotency key, and Azure's x-ms-client-request-id.

    `chosen_id` tells that other messages may have the same requestId: it is not derived from this one, whose id is
    `message_id`. `begun` tells that an earlier try of this message may have started something. `traceparent` is the
    sender's own trace, to be continued: see trace.py.
    """

    CLAIMED: ClassVar[bool] = True
    request_id: UUID
    accepted: Instant
    chosen_id: bool = False
    message_id: Annotated[str, Meta(max_length=64)] | None = None
    begun: bool = False
    traceparent: TraceParent | None = None

    @property
    def request(self) -> Self:
        """Return itself: a request and a tracker alike know the request."""
        return self

    @property
    def started(self) -> datetime:
        """Return when the request was first seen."""
        return self.accepted

    @property
    def vault_id(self) -> VaultId | None:
        """Return the vault's id, where it is known."""
        return None

    @property
    def subject(self) -> str | None:
        """Return the id of what it is about, where it is about one VM."""
        return None


class VaultRequest(Request, frozen=True, kw_only=True):
    """What somebody wants of a vault."""

    vault_id: VaultId


class VmRequest(VaultRequest, frozen=True, kw_only=True):
    """What somebody wants for one VM."""

    vm_id: VmId

    @property
    def subject(self) -> str | None:
        """Return the VM's id."""
        return self.vm_id
