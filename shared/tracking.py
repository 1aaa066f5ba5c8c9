"""When to look at a long operation, and until when. The rules: the functions `next_look...`."""

import random
from datetime import datetime, timedelta

import msgspec

from shared.answers import Answer, Unavailable
from shared.board import OPERATIONS, SHORTEST, Board
from shared.connections import Connections
from shared.operation_status import Running, Succeeded, tracking_uri
from shared.recovery_services import job
from shared.requests import AnyRequest
from shared.settings import Settings
from shared.tracker import OperationTracker, Stage

USUAL_SECONDS = 60
STRETCH = 10
SPREAD = 10  # of the time for which a board is new
LOOKS_A_ROUND = 4
LONGEST_SLEEP = 12  # times the cap: an hour


def next_look(retry_after: int | None, age: float, cap: int) -> int:
    """Return in how many seconds to look again at an operation of that age.

    After Retry-After, or 60 s where Azure names none; or, if that is longer, after a tenth of the operation's age. The
    cap bounds what we choose ourselves, never what Azure asks for.
    """
    usual = min(USUAL_SECONDS, cap) if retry_after is None else retry_after
    return max(usual, min(cap, int(age / STRETCH)))


def next_look_at_job(age: float, shortest: float, percent: float | None, settings: Settings) -> float:
    """Return in how many seconds to look again at a job of that age: after LOOK_SECONDS, or later where that is early.

    It is early before such a job has ever been over, and while its progress says that it has as long to go; but no
    wait is longer than the cap, because what fails, fails soon.
    """
    to_go = age * (100 - percent) / percent if percent else 0.0
    return max(settings.capped(settings.look_seconds), settings.capped(max(shortest - age, to_go)))


def next_look_at_board(board: Board, waiting: int, azure: Connections) -> datetime:
    """Return when to look again at a board: soon after it is new; of so many who wait for a job, not all every time.

    Of all who wait, a few look in each round: one of them renews the board, and shows those their message whose job has
    ended. The others sleep; for an hour at most, lest they be forgotten.
    """
    settings = azure.settings
    round_ = settings.capped(settings.look_seconds)
    longest = int(LONGEST_SLEEP * settings.poll_cap_seconds // round_)
    # Who falls asleep while another one renews the board may miss being woken.
    soon = board.next - azure.now() < timedelta(seconds=round_ / SPREAD)
    skipped = 0 if soon else _rounds_slept(waiting, longest) * round_
    spread = random.uniform(0, round_ / SPREAD)  # noqa: S311 - spreads load, guards nothing
    return max(azure.now(), board.next) + timedelta(seconds=skipped + spread)


def _rounds_slept(waiting: int, longest: int) -> int:
    """Return for how many rounds to sleep, so that of all who wait about LOOKS_A_ROUND look in each of them."""
    rounds = max(1, min(waiting // LOOKS_A_ROUND, longest))
    if random.random() * waiting < LOOKS_A_ROUND * rounds:  # noqa: S311 - spreads load, guards nothing
        return random.randint(0, rounds - 1)  # noqa: S311 - the same
    return random.randint(longest // 2, longest)  # noqa: S311 - the same


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


def track_job(
    request: AnyRequest, stage: Stage, job_id: str, azure: Connections, due: datetime | None = None
) -> OperationTracker:
    """Follow a job; soon, if nothing says when to look."""
    now = azure.now()
    deadline = now + timedelta(seconds=azure.settings.job_deadline_seconds)
    return OperationTracker(
        request=request,
        stage=stage,
        tracking_uri=job(request.vault_id, job_id),
        job_id=job_id,
        started=now,
        due=min(due or _due(now, None, 0, azure), deadline),
        deadline=deadline,
    )


def first_job_look(tracker: OperationTracker, begun: Succeeded, azure: Connections) -> datetime:
    """Return when to look at the job that a tracked operation has started, which may have been over for long."""
    now = azure.now()
    if begun.again or begun.ended:
        return begun.again or now
    age = (now - tracker.started).total_seconds()
    if age > azure.settings.poll_cap_seconds:
        return now
    shortest = SHORTEST.get(_operation(tracker.request), 0.0)
    return now + timedelta(seconds=next_look_at_job(age, shortest, None, azure.settings))


def look_again(tracker: OperationTracker, running: Running, azure: Connections) -> OperationTracker:
    """Return the tracker for the next look, at the newest URI that Azure gave."""
    now = azure.now()
    return msgspec.structs.replace(
        tracker,
        tracking_uri=running.tracking_uri or tracker.tracking_uri,
        due=min(_again(tracker, running, now, azure), tracker.deadline),
        percent=running.percent,
        task=running.task,
        attempt=0,
        message_id=None,
        on_board=running.on_board,
    )


def _again(tracker: OperationTracker, running: Running, now: datetime, azure: Connections) -> datetime:
    age = (now - tracker.started).total_seconds()
    if running.again:
        return running.again
    if running.retry_after is None and tracker.follows_job:
        shortest = SHORTEST.get(_operation(tracker.request), 0.0)
        return now + timedelta(seconds=next_look_at_job(age, shortest, running.percent, azure.settings))
    return _due(now, running.retry_after, age, azure)


def _operation(request: AnyRequest) -> str:
    return OPERATIONS.get(type(request), "")


def _due(now: datetime, retry_after: int | None, age: float, azure: Connections) -> datetime:
    return now + timedelta(seconds=next_look(retry_after, age, azure.settings.poll_cap_seconds))
