"""What is no breach of the promise, each with its argument: how the world lets requests fail."""

from collections.abc import Mapping
from typing import NamedTuple


class Reason(NamedTuple):
    """Why the world lets a request fail, and which other kinds of request on the same VM must be there to blame."""

    why: str
    rivals: tuple[str, ...]


_BACKED_UP = Reason("another request's job works on the VM; Azure starts no second one", ("back up", "fleet"))
_RESTORED = Reason("another request restores the VM", ("restore",))
_TAKEN_OVER = Reason("Azure has one session for a recovery point, and another request has taken it", ("mount",))
_NO_JOB = Reason("the backup has no job: it was refused, or comes later than its cancellation", ("back up",))
_TOO_LATE = Reason("the job had ended, or was past its snapshot", ("back up",))

# By kind of request: how it may end besides its success. Nothing that weather does is among it.
REASONS: Mapping[str, Mapping[str, Reason]] = {
    "back up": {
        "UserErrorBackupOperationInProgress": _BACKED_UP,
        "JobCancelled": Reason("a cancellation that was asked for has come first", ("cancel",)),
    },
    "restore": {"UserErrorRestoreOperationInProgress": _RESTORED},
    "mount": {"UserErrorIlrSessionNotActive": _TAKEN_OVER},
    "cancel": {
        "requestId": _NO_JOB,
        "UserErrorJobNotInProgress": _TOO_LATE,
        "UserErrorJobNotInCancellableState": _TOO_LATE,
    },
}
