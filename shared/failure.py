"""The failure of a request: its event, and the message that undoes what it has begun."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from shared.cloud_event import LARGEST, Event
from shared.connections import Connections
from shared.events import OperationFailed, RequestRejected
from shared.malformed import Malformed
from shared.messages import Message, Request
from shared.problem import Problem
from shared.remedies import advised
from shared.requests import AnyRequest, ConsiderVm
from shared.tracker import OperationTracker

QUOTED_CHARACTERS = 2_000


def failed(work: AnyRequest | ConsiderVm | OperationTracker, problem: Problem, azure: Connections) -> Sequence[Message]:
    """Return what follows from a failure, the undoing first: a crash in between must not forget it."""
    stage = work.stage if isinstance(work, OperationTracker) else None
    return [*undo(work, azure), OperationFailed.of(work, advised(problem, stage), azure.now())]


def fitting(
    work: AnyRequest | ConsiderVm | OperationTracker, following: Sequence[Message], azure: Connections
) -> Sequence[Message]:
    """Return what follows, or a failure if Azure's answer has made of it what no queue takes."""
    if all(isinstance(message, Event) or len(message.to_json()) <= LARGEST for message in following):
        return following
    said = f"What follows is larger than the {LARGEST} bytes that a queue takes; Azure's answer is unusually long."
    return failed(work, Problem("TooLarge", said), azure)


def undo(work: AnyRequest | ConsiderVm | OperationTracker, azure: Connections) -> Sequence[Message]:
    """Return what undoes the request's work so far; its own time begins now."""
    if isinstance(work, OperationTracker) and work.undo:
        return [msgspec.structs.replace(work.undo, accepted=azure.now())]
    return []


def rejected(request: Request, wrong: Malformed, now: datetime, event_id: UUID | None = None) -> RequestRejected:
    """Return the event of a request that was understood and cannot be done."""
    return RequestRejected(
        queue=request.QUEUE,
        request_id=request.request_id,
        event_id=event_id,
        vault_id=request.vault_id,
        vm_id=request.subject,
        field=wrong.field,
        problem=wrong.problem,
        remedy=wrong.remedy,
        text=request.to_json().decode()[:QUOTED_CHARACTERS],
        ended=now,
    )
