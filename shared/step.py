"""Runs a step: a refusal becomes an event, unavailability a later try, anything else a redelivery."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import NamedTuple

import msgspec

from shared.answers import Refused, Unavailable
from shared.arrival import Delivery, derived_id, plain, read, sender_says
from shared.connections import Connections, connections
from shared.ends import noted_ends
from shared.events import RequestRejected
from shared.failure import QUOTED_CHARACTERS, failed, fitting, rejected, undo
from shared.malformed import Malformed
from shared.messages import Message, Request
from shared.problem import Problem
from shared.remedies import problem_of
from shared.requests import AnyRequest, ConsiderVm
from shared.step_log import log_step
from shared.tracker import OperationTracker

FIRST_RETRY_SECONDS = 5
UNSEEN_SECONDS = 60
EARLY_SECONDS = 60  # less may be the difference of two clocks

type Taken = AnyRequest | ConsiderVm | OperationTracker
type Step[W] = Callable[[W, Connections], Sequence[Message]]


class Posted(NamedTuple):
    """What was delivered by HTTP, as if by a queue."""

    id: str | None
    body: bytes
    dequeue_count: int | None = 1

    def get_body(self) -> bytes:
        """Return the text, as bytes."""
        return self.body


def take[W: AnyRequest | ConsiderVm | OperationTracker](kind: type[W], step: Step[W], message: Delivery) -> None:
    """Run one step on a queue message, send what follows from it, and log one line about it."""
    begun = perf_counter()
    azure = connections()
    try:
        work = read(kind, message, azure.settings, azure.now())
    except Malformed as wrong:
        rejected = _unreadable(kind.QUEUE, wrong, message, azure)
        with azure.tracing.step(kind.__name__):
            azure.send([rejected])
        azure.show(None, [rejected])
        return log_step(kind.__name__, [rejected], begun, request_id=rejected.request_id)
    with azure.tracing.step(kind.__name__, work):
        following = followed(step, work, azure)
        azure.send(following)
    azure.show(work, following)
    return log_step(kind.__name__, following, begun, work=work)


def followed[W: AnyRequest | ConsiderVm | OperationTracker](
    step: Step[W], work: W, azure: Connections
) -> Sequence[Message]:
    """Return what follows from a message, as it is to be sent; one that comes early goes back, unless it was shown."""
    shown = isinstance(work, OperationTracker) and work.on_board
    if work.delay(azure.now()) > EARLY_SECONDS and not shown:  # a queue hides nothing for longer than seven days
        return [work]
    return noted(work, fitting(work, attempt(step, work, azure), azure), azure)


def listen(queue: str, hear: Callable[[bytes, Connections], Sequence[Message]], message: Delivery) -> None:
    """Send what follows from somebody else's event; what is no event is told, without its text: it may be personal."""
    begun = perf_counter()
    azure = connections()
    with azure.tracing.step(queue):
        try:
            following = hear(plain(message.get_body()), azure)
        except Malformed as wrong:
            following = [msgspec.structs.replace(_unreadable(queue, wrong, message, azure), text="")]
        azure.send(following)
    azure.show(None, following)
    log_step(queue, following, begun, request_id=derived_id(queue, message.id))


def begin(name: str, step: Callable[[Connections], Sequence[Message]]) -> None:
    """Send what follows from the time of day; a failure raises, and the host's retry policy has it run again."""
    begun = perf_counter()
    azure = connections()
    with azure.tracing.step(name):
        following = step(azure)
        azure.send(following)
    log_step(name, following, begun)


def attempt[W: AnyRequest | ConsiderVm | OperationTracker](
    step: Step[W], work: W, azure: Connections
) -> Sequence[Message]:
    """Return what follows from a message; a defect raises, and the queue delivers the message again."""
    try:
        return step(work, azure)
    except Malformed as wrong:
        return [*undo(work, azure), rejected(work.request, wrong, azure.now())]
    except Refused as refused:
        return failed(work, problem_of(refused), azure)
    except Unavailable as unavailable:
        return _later(work, unavailable, azure)
    except msgspec.DecodeError as unexpected:  # of an answer, or of a record
        return _later(work, Unavailable(f"an answer is not as documented: {unexpected}"), azure)


def noted(work: Taken, following: Sequence[Message], azure: Connections) -> Sequence[Message]:
    """Return what follows when its end has been noted; where it cannot be, the step is tried again later."""
    try:
        return noted_ends(work.request, following, azure)
    except (Refused, Unavailable, msgspec.DecodeError) as trouble:
        return _later(work, Unavailable(str(trouble)), azure)


def back_off(attempt: int, retry_after: float | None, cap: int) -> float:
    """Return the seconds until the next try: doubling from 5 to the cap, with jitter, and never before Retry-After."""
    longest = min(cap, FIRST_RETRY_SECONDS * 2 ** min(attempt, 10))
    jittered = random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing
    return max(jittered, float(retry_after or 0))


def _later(work: Taken, unavailable: Unavailable, azure: Connections) -> Sequence[Message]:
    now = azure.now()
    deadline = _deadline(work, unavailable, azure)
    if now >= deadline:
        waited = f"No progress until {deadline:%Y-%m-%dT%H:%M:%SZ}; at last: {unavailable}"
        return failed(work, Problem("Unavailable", waited, None, ("Send the request again.",)), azure)
    # What the lost call has begun must be visible before it is looked for.
    least = azure.settings.capped(UNSEEN_SECONDS) if unavailable.lost else 0
    due = now + timedelta(seconds=max(least, _wait(work, unavailable, azure.settings.poll_cap_seconds)))
    again = work.again(min(due, deadline))
    perhaps_begun = unavailable.lost and isinstance(again, Request)
    return [msgspec.structs.replace(again, begun=True) if perhaps_begun else again]


def _wait(work: Taken, unavailable: Unavailable, cap: int) -> float:
    """Return the seconds until the next try; who was given a turn comes at his turn."""
    if unavailable.throttled and unavailable.retry_after:
        return unavailable.retry_after + random.random()  # noqa: S311 - spreads load, guards nothing
    return back_off(work.attempt, unavailable.retry_after, cap)


def _deadline(work: Taken, unavailable: Unavailable, azure: Connections) -> datetime:
    """Return until when to try: to wait for Azure's quotas is no trouble, and may take as long as a job."""
    seconds = azure.settings.operation_deadline_seconds
    deadline = work.deadline if isinstance(work, OperationTracker) else work.accepted + timedelta(seconds=seconds)
    if not unavailable.throttled:
        return deadline
    return max(deadline, work.started + timedelta(seconds=azure.settings.job_deadline_seconds))


def _unreadable(queue: str, wrong: Malformed, message: Delivery, azure: Connections) -> RequestRejected:
    request_id, vault_id, vm_id = sender_says(message, azure.settings)
    return RequestRejected(
        queue=queue,
        request_id=request_id or derived_id(queue, message.id),
        event_id=derived_id(queue, message.id) if request_id else None,
        vault_id=vault_id,
        vm_id=vm_id,
        field=wrong.field,
        problem=wrong.problem,
        remedy=wrong.remedy,
        text=plain(message.get_body())[:QUOTED_CHARACTERS].decode(errors="replace"),
        ended=azure.now(),
    )
