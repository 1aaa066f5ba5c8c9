"""From the request to Azure's operation that cancels a job."""

from collections.abc import Sequence

import msgspec

from shared import recovery_services as rs
from shared.claims import once
from shared.connections import Connections
from shared.events import JobCancelled
from shared.forms import converted
from shared.jobs import Job, job_of_request
from shared.malformed import Malformed
from shared.messages import Message
from shared.requests import CancelJob
from shared.tracker import Stage
from shared.tracking import track

CANCELLED = {"Cancelling", "Cancelled"}


@once
def start_cancellation(request: CancelJob, azure: Connections) -> Sequence[Message]:
    """Cancel the job; Azure answers 202 even to what cannot be cancelled, and says so in the operation's result."""
    job_id = request.job_id or _job_of_request(request, azure)
    if request.begun and _status(job_id, request, azure) in CANCELLED:
        now = azure.now()
        return [JobCancelled(request=request, job_id=job_id, started=request.accepted, ended=now)]
    answer = azure.arm.post(rs.cancel(request.vault_id, job_id), request.request_id)
    return [msgspec.structs.replace(track(request, Stage.CANCELLING, answer, azure), job_id=job_id)]


def _status(job_id: str, request: CancelJob, azure: Connections) -> str | None:
    answer = azure.arm.get(rs.job(request.vault_id, job_id), request.request_id)
    return converted(answer.body, Job).properties.status


def _job_of_request(request: CancelJob, azure: Connections) -> str:
    if not request.chosen_id:
        raise Malformed("jobId", "is missing")
    job = job_of_request(request, azure)
    if not job:
        raise Malformed("requestId", "has started no job in this vault", "that of a request whose job runs, or a jobId")
    return job.name
