"""The tracker of a long operation: what the poller takes."""

from enum import StrEnum
from typing import ClassVar

import msgspec

from shared.malformed import Malformed
from shared.messages import Instant, Request, Work
from shared.requests import AnyRequest, RevokeFiles


class RecoveryPoint(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A recovery point as it was chosen: when it was taken (UTC), how consistent it is, and where its data lies."""

    name: str
    time: Instant
    consistency: str
    tiers: tuple[str, ...] = ()


class Stage(StrEnum):
    """What a tracked operation is doing; poll_operation/stages.py says what follows."""

    PREPARING_VAULT = "PreparingVault"
    PREPARING_POLICY = "PreparingPolicy"
    DISCOVERING = "Discovering"
    PROTECTING = "Protecting"
    CHANGING_PROTECTION = "ChangingProtection"
    STARTING_BACKUP = "StartingBackup"
    BACKING_UP = "BackingUp"
    STARTING_RESTORE = "StartingRestore"
    RESTORING = "Restoring"
    CANCELLING = "Cancelling"
    BACKING_UP_FLEET = "BackingUpFleet"
    PREPARING_MOUNT = "PreparingMount"
    REVOKING = "Revoking"


class OperationTracker(Work, frozen=True, kw_only=True):
    """A long operation to look at: where, since when, and until when. The tracking URI is used verbatim.

    `undo` is what to send, besides the failure, if the request fails; `message_id` is that of the queue message that
    brought it to this look first; `on_board` tells that whoever sees its job end on the board shows it at once.
    """

    QUEUE: ClassVar[str] = "operations"
    request: AnyRequest
    stage: Stage
    tracking_uri: str
    started: Instant
    deadline: Instant
    job_id: str | None = None
    percent: float | None = None
    task: str | None = None
    recovery_point: RecoveryPoint | None = None
    undo: RevokeFiles | None = None
    message_id: str | None = None
    on_board: bool = False

    @property
    def follows_job(self) -> bool:
        """Tell whether the tracking URI is that of the job itself."""
        return self.job_id is not None and f"/backupJobs/{self.job_id}?" in self.tracking_uri

    def asked[R: Request](self, kind: type[R]) -> R:
        """Return the request as the kind that the stage belongs to; raise Malformed for a tracker that mixes them."""
        if isinstance(self.request, kind):
            return self.request
        raise Malformed("stage", f"{self.stage} does not belong to a {type(self.request).__name__}")
