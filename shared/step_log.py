"""The one line that each step writes to the log."""

import json
import logging
from collections.abc import Sequence
from time import perf_counter
from uuid import UUID

from shared.messages import Message
from shared.trace import Work, trace_of
from shared.tracker import OperationTracker

log = logging.getLogger("azure_vm_backup")


def log_step(
    kind: str, following: Sequence[Message], begun: float, *, request_id: UUID | None = None, work: Work | None = None
) -> None:
    """Write one line of JSON; the Functions host forwards a line's text and drops everything beside it."""
    known = work.request.request_id if work else request_id
    line = {
        "message": kind,
        "requestId": known and str(known),
        "traceId": f"{trace_of(work.request).trace_id:032x}" if work else None,
        "stage": work.stage if isinstance(work, OperationTracker) else None,
        "outcome": [type(message).__name__ for message in following],
        **_progress(following),
        "milliseconds": round((perf_counter() - begun) * 1000),
    }
    log.info(json.dumps(line))


def _progress(following: Sequence[Message]) -> dict[str, object]:
    """Return how far a job has come, where Azure tells it."""
    trackers = (message for message in following if isinstance(message, OperationTracker))
    told = {"percent": tracker.percent, "task": tracker.task} if (tracker := next(trackers, None)) else {}
    return {name: value for name, value in told.items() if value is not None}
