"""The poller's one look."""

from collections.abc import Sequence

from poll_operation.stages import NEXT
from shared import recovery_services as rs
from shared.connections import Connections
from shared.failure import failed
from shared.messages import Message
from shared.operation_status import Failed, Running, Succeeded, read_job
from shared.problem import Problem
from shared.tracker import OperationTracker
from shared.tracking import look_again


def poll(tracker: OperationTracker, azure: Connections) -> Sequence[Message]:
    """Look at one operation, once."""
    stage = NEXT[tracker.stage]
    match stage.look(tracker, azure):
        case Running() as running:
            if azure.now() < tracker.deadline:
                return [look_again(tracker, running, azure)]
            return failed(tracker, _overdue(tracker), azure)
        case Succeeded() as result:
            return stage.finish(tracker, result, azure)
        case Failed() as end:
            return failed(tracker, _reason(end, tracker, azure), azure)


def _overdue(tracker: OperationTracker) -> Problem:
    followed = f"job {tracker.job_id}" if tracker.job_id else "the operation"
    return Problem(
        "StillRunning",
        f"{tracker.stage} is still running after {tracker.deadline - tracker.started}; it is not followed any longer.",
        None,
        (f"Look at {followed} in the vault: Azure may finish it yet.",),
    )


def _reason(end: Failed, tracker: OperationTracker, azure: Connections) -> Problem:
    """Return why it failed: an operation's error is short, its job tells the details."""
    if end.problem.details or not end.job_id:
        return end.problem
    job = azure.arm.get(rs.job(tracker.request.vault_id, end.job_id), tracker.request.request_id)
    match read_job(job):
        case Failed(problem):
            return problem
        case _:
            return end.problem
