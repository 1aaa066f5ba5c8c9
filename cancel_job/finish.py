"""What follows when a job is cancelled."""

from collections.abc import Sequence

from shared.connections import Connections
from shared.events import JobCancelled
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import CancelJob
from shared.tracker import OperationTracker


def job_cancelled(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the job is cancelled."""
    request = tracker.asked(CancelJob)
    return [JobCancelled(request=request, job_id=tracker.job_id, started=tracker.started, ended=azure.now())]
