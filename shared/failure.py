"""The failure of a request: its event, and the message that undoes what it has begun."""

from collections.abc import Sequence

import msgspec

from shared.connections import Connections
from shared.events import OperationFailed
from shared.messages import Message
from shared.problem import Problem
from shared.remedies import advised
from shared.requests import AnyRequest, ConsiderVm
from shared.tracker import OperationTracker


def failed(work: AnyRequest | ConsiderVm | OperationTracker, problem: Problem, azure: Connections) -> Sequence[Message]:
    """Return what follows from a failure, the undoing first: a crash in between must not forget it."""
    stage = work.stage if isinstance(work, OperationTracker) else None
    return [*undo(work, azure), OperationFailed.of(work, advised(problem, stage), azure.now())]


def undo(work: AnyRequest | ConsiderVm | OperationTracker, azure: Connections) -> Sequence[Message]:
    """Return what undoes the request's work so far; its own time begins now."""
    if isinstance(work, OperationTracker) and work.undo:
        return [msgspec.structs.replace(work.undo, accepted=azure.now())]
    return []
