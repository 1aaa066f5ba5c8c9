"""One look at a long operation: at the job board of its vault, or at what its tracking URI shows."""

from datetime import datetime, timedelta
from http import HTTPStatus

from shared.answers import Refused, Unavailable
from shared.board import COMPLETED, Board, entry_for
from shared.connections import Connections
from shared.operation_status import Running, Status, Succeeded, read_job, read_status
from shared.tracker import OperationTracker, Stage
from shared.tracking import USUAL_SECONDS, next_look_at_board

LATE_LOOKS = 5
LISTED_SECONDS = 30  # after its start a job is on the list; 37 recorded operations took 7 s at most to begin theirs
LEADS_TO_JOB = {Stage.STARTING_BACKUP, Stage.STARTING_RESTORE}
NEEDS_DETAILS = {Stage.RESTORING}


def look_at_operation(tracker: OperationTracker, azure: Connections) -> Status:
    """Look at what the tracking URI shows, once: a job, or an operation. One that has just begun may be shown late."""
    try:
        answer = azure.arm.get(tracker.tracking_uri, tracker.request.request_id)
    except Refused as refused:
        age = (azure.now() - tracker.started).total_seconds()
        if refused.status == HTTPStatus.NOT_FOUND and age < LATE_LOOKS * azure.settings.capped(USUAL_SECONDS):
            raise Unavailable(str(refused)) from None
        raise
    return read_job(answer) if tracker.follows_job else read_status(answer)


def look_at_job(tracker: OperationTracker, azure: Connections) -> Status:
    """Look at the board for the job of the tracker's request; where it tells too little, look at the operation itself.

    The board has no details. What ends otherwise than well is read by itself; so is the last running job of a vault:
    that costs no more than the board does, and tells how far it has come and what it has made.
    """
    now = azure.now()
    board = azure.boards.board(tracker) if now < tracker.deadline else None
    entry = entry_for(board, tracker) if board else None
    if board and not entry and board.seen < tracker.started + _listed_after(azure):
        return Running(again=next_look_at_board(board, 1, azure))
    if not board or not entry:
        return look_at_operation(tracker, azure)
    asleep_until = None
    if entry.running and not board.lonely:
        asleep_until = next_look_at_board(board, 1 if _watches(tracker, board, now) else board.running, azure)
    if tracker.stage in LEADS_TO_JOB:
        return Succeeded(entry.job_id, ended=entry.ended, again=asleep_until)
    if asleep_until:
        return Running(again=asleep_until, on_board=True)
    if entry.status == COMPLETED and tracker.stage not in NEEDS_DETAILS and board.running >= board.pages:
        return Succeeded(entry.job_id, entry.started, entry.ended)
    return look_at_operation(tracker, azure)


def _watches(tracker: OperationTracker, board: Board, now: datetime) -> bool:
    """Tell whether to look in the next round again: who has renewed the board, or was shown early to do so."""
    shown = tracker.on_board and tracker.due is not None and now < tracker.due
    return board.seen >= now or shown


def _listed_after(azure: Connections) -> timedelta:
    return timedelta(seconds=azure.settings.capped(LISTED_SECONDS))
