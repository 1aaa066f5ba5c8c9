"""The poller's one look."""

from collections.abc import Sequence

from poll_operation.stages import NEXT
from shared import recovery_services as rs
from shared.connections import Connections
from shared.events import OperationFailed, Problem
from shared.messages import Message, OperationTracker
from shared.operation_status import Failed, Running, Succeeded, read_status
from shared.remedies import advised
from shared.tracking import look_again


def poll(tracker: OperationTracker, azure: Connections) -> Sequence[Message]:
    """Look at one operation, once."""
    match read_status(azure.arm.get(tracker.tracking_uri, tracker.request.request_id)):
        case Running() as running:
            if azure.now() < tracker.deadline:
                return [look_again(tracker, running, azure)]
            return [OperationFailed.of(tracker, _overdue(tracker), azure.now())]
        case Succeeded() as result:
            return NEXT[tracker.stage].finish(tracker, result, azure)
        case Failed() as failed:
            return [OperationFailed.of(tracker, advised(_reason(failed, tracker, azure)), azure.now())]


def _overdue(tracker: OperationTracker) -> Problem:
    followed = f"job {tracker.job_id}" if tracker.job_id else "the operation"
    return Problem(
        "StillRunning",
        f"{tracker.stage} is still running after {tracker.deadline - tracker.started}; it is not followed any longer.",
        None,
        (f"Look at {followed} in the vault: Azure may finish it yet.",),
    )


def _reason(failed: Failed, tracker: OperationTracker, azure: Connections) -> Problem:
    """Return why it failed: an operation's error is short, its job tells the details."""
    if failed.problem.details or not failed.job_id:
        return failed.problem
    job = azure.arm.get(rs.job(tracker.request.vault_id, failed.job_id), tracker.request.request_id)
    match read_status(job):
        case Failed(problem):
            return problem
        case _:
            return failed.problem
