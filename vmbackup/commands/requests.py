"""What becomes of requests: what runs now, how one fares, and the events."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import sleep
from typing import Annotated
from uuid import UUID

import typer
from rich.text import Text

from shared.answers import Refused, Unavailable
from shared.arm_ids import name_of
from shared.claims import claimant
from shared.seen_requests import Row
from vmbackup import given
from vmbackup.asking import show
from vmbackup.commands.vault import jobs as jobs_of_vaults
from vmbackup.event import Event
from vmbackup.exits import Exit, Wrong
from vmbackup.outcomes import told
from vmbackup.peeking import MOST, peeked
from vmbackup.progress import Progress, of_job
from vmbackup.seen import QUEUES, SHORT, end_of, request_id_of, rows_of
from vmbackup.session import Session
from vmbackup.tables import state, table
from vmbackup.vault_jobs import VaultJob, listed, usual_seconds
from vmbackup.words import apart, clock, zone

LOOKED_BACK = timedelta(days=1)
AGAIN = 2.0  # seconds


def status(
    session: Session,
    request: Annotated[
        str | None,
        typer.Argument(metavar="[REQUEST]", help="A request's id, or its beginning.", show_default="all that run"),
    ] = None,
    *,
    refill: Annotated[
        bool, typer.Option("--refill", help="First write down anew what the vaults know of the last 7 days.")
    ] = False,
) -> int:
    """Show what runs now, or how one request fares; the exit code says so too."""
    from shared.refill import refill as refilled  # noqa: PLC0415 - its client takes 50 ms, which --help need not

    if refill:
        session.note(f"{refilled(session.azure)} requests are written down anew")
    return _one(request_id_of(request, session.azure), session) if request else _all(session)


def events(
    session: Session, *, follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new ones.")] = False
) -> int:
    """Show the events that wait on their queue, the oldest 32, and take none."""
    seen = set[str]()
    while True:
        waiting = peeked(session.azure)
        for event in waiting:
            if event.id not in seen:
                _tell(event, session)
        seen |= {event.id for event in waiting}
        if not follow:
            break
        sleep(AGAIN)
    if not seen:
        session.note("No event waits.")
    elif len(waiting) == MOST:
        session.note(f"More may wait: a queue shows {MOST}. Let a consumer take them.")
    return Exit.WELL


def _tell(event: Event, session: Session) -> None:
    session.print_json(event.letter)
    said = told(event)
    stamp = Text(f"{event.time.astimezone():%H:%M:%S}  ", style="dim")
    session.show(stamp + state(said.sentence, "failed" if said.code else "well"))


def _all(session: Session) -> int:
    from shared import read_model  # noqa: PLC0415 - see above

    azure = session.azure
    try:
        rows = read_model.running(azure)
    except (Refused, Unavailable) as trouble:
        session.note(f"{trouble}. These are the jobs that run:")
        return jobs_of_vaults(session, since=LOOKED_BACK.total_seconds(), running=True)
    jobs = _jobs(session) if rows else {}
    seen = [(row, _progress(row, jobs, session.source.speed)) for row in rows]
    session.print_json([_told(row, progress) for row, progress in seen])
    lines = (_line(row, progress, azure.now()) for row, progress in seen)
    session.show(
        table(("request", "of", "what", f"since {zone(azure.now())}", "stage", "progress"), lines)
        if seen
        else "Nothing runs."
    )
    return Exit.WELL


def _one(request_id: UUID, session: Session) -> int:
    azure = session.azure
    rows = rows_of(request_id, azure)
    if event := end_of(request_id, rows, azure):
        said = told(event)
        show(said, session)
        session.print_json({"requestId": str(request_id), "event": event.letter, "exitCode": int(said.code)})
        return said.code
    if not rows and not any(claimant(queue, request_id, azure) for queue in QUEUES):
        raise Wrong(
            f"nothing is known of request {request_id}: its message waits to be taken, or it came without a requestId",
            "Is the app running? See: vmbackup doctor",
            field="REQUEST",
        )
    progress = _progress(rows[0], _jobs(session), session.source.speed) if rows else Progress("at work")
    session.print_json(
        {"requestId": str(request_id), "event": None, "exitCode": int(Exit.RUNNING)} | _progress_said(progress)
    )
    session.show(f"It runs: {progress.stage} {progress.words}".rstrip())
    return Exit.RUNNING


def _jobs(session: Session) -> Mapping[str, list[VaultJob]]:
    """Return the jobs of the last day by their requests' ids; none of a vault that cannot be asked."""
    found: dict[str, list[VaultJob]] = {}
    since = session.azure.now() - LOOKED_BACK
    for vault_id in given.vaults(session.settings):
        try:
            for job in listed(vault_id, since, session.azure):
                found.setdefault(job.properties.activity_id.casefold(), []).append(job)
        except (Refused, Unavailable) as trouble:
            session.note(f"{name_of(vault_id)}: no progress: {trouble}")
    return found


def _progress(row: Row, jobs: Mapping[str, list[VaultJob]], speed: float) -> Progress:
    """Return how far a request is: as the app was told last, else as its job shows."""
    stage = apart(row.stage or "waiting")
    if row.percent is not None:
        return Progress(stage, row.percent, None, row.task, row.job_id, told=True)
    running = [job for job in jobs.get(row.request_id, ()) if job.is_running]
    if not running:
        return Progress(stage, task=row.task, job_id=row.job_id)
    usual = usual_seconds(running[0], [job for several in jobs.values() for job in several])
    return of_job(running[0], usual, speed)._replace(stage=stage)


def _line(row: Row, progress: Progress, now: datetime) -> Sequence[str]:
    about = name_of(row.vm_id or row.vault_id)
    since = clock(row.accepted, now) if row.accepted else ""
    return (row.request_id[:SHORT], about, apart(row.kind), since, progress.stage, progress.words)


def _told(row: Row, progress: Progress) -> dict[str, object]:
    return {"row": row} | _progress_said(progress)


def _progress_said(progress: Progress) -> dict[str, object]:
    """Return progress for a program; seconds are those of its own clock."""
    return given.some(
        stage=progress.stage,
        percent=progress.percent,
        secondsLeft=progress.left,
        estimated=progress.percent is not None and not progress.told,
        jobId=progress.job_id,
    )
