"""When to look at a long operation, and until when. The rule stands in `next_look`."""

from datetime import datetime, timedelta
from http import HTTPStatus

import msgspec

from shared.answers import Answer, Refused, Unavailable
from shared.connections import Connections
from shared.operation_status import Failed, Running, Succeeded, read_job, read_status, tracking_uri
from shared.recovery_services import job
from shared.requests import AnyRequest
from shared.tracker import OperationTracker, Stage

USUAL_SECONDS = 60
STRETCH = 10
LATE_LOOKS = 5


def next_look(retry_after: int | None, age: float, cap: int) -> int:
    """Return in how many seconds to look again at an operation of that age.

    After Retry-After, or 60 s where Azure names none; or, if that is longer, after a tenth of the operation's age. The
    cap bounds what we choose ourselves, never what Azure asks for.
    """
    usual = min(USUAL_SECONDS, cap) if retry_after is None else retry_after
    return max(usual, min(cap, int(age / STRETCH)))


def look(tracker: OperationTracker, azure: Connections) -> Running | Succeeded | Failed:
    """Look at what the tracking URI shows, once: a job, or an operation. One that has just begun may be shown late."""
    try:
        answer = azure.arm.get(tracker.tracking_uri, tracker.request.request_id)
    except Refused as refused:
        age = (azure.now() - tracker.started).total_seconds()
        if refused.status == HTTPStatus.NOT_FOUND and age < LATE_LOOKS * min(
            USUAL_SECONDS, azure.settings.poll_cap_seconds
        ):
            raise Unavailable(str(refused)) from None
        raise
    return read_job(answer) if tracker.follows_job else read_status(answer)


def track(request: AnyRequest, stage: Stage, answer: Answer, azure: Connections) -> OperationTracker:
    """Follow the operation that an answer of 202 announces."""
    uri = tracking_uri(answer)
    if not uri:
        raise Unavailable(f"Azure answered {answer.status} and did not say where to look for the operation", lost=True)
    now = azure.now()
    deadline = now + timedelta(seconds=azure.settings.operation_deadline_seconds)
    return OperationTracker(
        request=request,
        stage=stage,
        tracking_uri=uri,
        started=now,
        due=min(_due(now, answer.retry_after, 0, azure), deadline),
        deadline=deadline,
    )


def track_job(request: AnyRequest, stage: Stage, job_id: str, azure: Connections) -> OperationTracker:
    """Follow a job."""
    now = azure.now()
    deadline = now + timedelta(seconds=azure.settings.job_deadline_seconds)
    return OperationTracker(
        request=request,
        stage=stage,
        tracking_uri=job(request.vault_id, job_id),
        job_id=job_id,
        started=now,
        due=min(_due(now, None, 0, azure), deadline),
        deadline=deadline,
    )


def look_again(tracker: OperationTracker, running: Running, azure: Connections) -> OperationTracker:
    """Return the tracker for the next look, at the newest URI that Azure gave."""
    now = azure.now()
    return msgspec.structs.replace(
        tracker,
        tracking_uri=running.tracking_uri or tracker.tracking_uri,
        due=min(_due(now, running.retry_after, (now - tracker.started).total_seconds(), azure), tracker.deadline),
        percent=running.percent,
        task=running.task,
        attempt=0,
        message_id=None,
    )


def _due(now: datetime, retry_after: int | None, age: float, azure: Connections) -> datetime:
    return now + timedelta(seconds=next_look(retry_after, age, azure.settings.poll_cap_seconds))
