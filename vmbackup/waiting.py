"""Waits for the end of a request: at its record, so that nobody loses an event of the queue by it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from shared.answers import Unavailable
from shared.claims import told_end
from shared.connections import Connections
from shared.requests import AnyRequest, RevokeFiles
from vmbackup.event import Event, event_of
from vmbackup.peeking import peeked
from vmbackup.progress import Progress, Watch
from vmbackup.seen import retold, rows_of
from vmbackup.session import Session

SHORTEST, LONGEST = 0.25, 10.0  # seconds between two looks for the end: a record costs next to nothing to look for
STRETCH = 30  # and the end of what has run for an hour need not be known at once
LOOK_EVERY = 30.0  # seconds of Azure's clock: the quota of the vault's jobs is the app's, too
LEAST = 0.5  # seconds
NOBODY = 60.0  # seconds until it is strange that nobody takes a message

type Tell = Callable[[Progress], None]


def end_of(request: AnyRequest, session: Session, timeout: float | None, name: str) -> Event | None:
    """Return the event that a request has ended with; None if it has not by then. Progress is shown meanwhile."""
    watch = Watch(request, session.azure, session.source.speed)
    begun = monotonic()
    looked, warned = -LOOK_EVERY, False
    with _shown(name, session) as tell:
        while not (end := _told(request, session.azure)):
            gone = monotonic() - begun
            if timeout is not None and gone >= timeout:
                return None
            if gone - looked >= _pause(gone, session.source.speed):
                tell(watch.look())
                looked = gone
            if gone > NOBODY and not (watch.is_taken or warned):
                session.note("Nobody has taken the message yet. Is the app running? See: vmbackup doctor")
                warned = True
            sleep(min(max(SHORTEST, gone / STRETCH), LONGEST, *_left(timeout, gone)))
    return end


def _told(request: AnyRequest, azure: Connections) -> Event | None:
    """Return the end, if there is one; storage that is away for a moment ends no wait of hours."""
    try:
        if isinstance(request, RevokeFiles):  # it leaves no record: to repeat it does no harm
            return _seen(request, azure)
        end = told_end(request, azure)
    except Unavailable:
        return None
    return event_of(end.content) if end else None


def _seen(request: RevokeFiles, azure: Connections) -> Event | None:
    """Return the end as it waits on the queue, or, when its consumer was faster, as the read model tells it."""
    wanted = f"{request.QUEUE}/{request.request_id}"
    waits = next((event for event in peeked(azure) if event.id == wanted), None)
    return waits or next((retold(row) for row in rows_of(request.request_id, azure) if row.ended), None)


def _pause(gone: float, speed: float) -> float:
    return max(LEAST, LOOK_EVERY / speed, gone / STRETCH)


def _left(timeout: float | None, gone: float) -> Iterator[float]:
    if timeout is not None:
        yield max(0.0, timeout - gone)


@contextmanager
def _shown(name: str, session: Session) -> Iterator[Tell]:
    """Show progress as a bar on a terminal, as a line for each stage anywhere else, not at all to a program."""
    if not session.is_chatty:
        yield lambda _: None
    elif session.err.is_terminal:
        with _bars(session) as bars:
            task = bars.add_task(name, total=100, stage="", left="")
            yield lambda seen: bars.update(task, completed=seen.percent or 0, stage=_stage(seen), left=seen.words)
    else:
        said = set[str]()
        yield lambda seen: _line(seen, name, said, session)


def _bars(session: Session) -> Bars:
    return Bars(
        TextColumn("{task.description}"),
        TextColumn("{task.fields[stage]}", style="cyan"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[left]}"),
        TimeElapsedColumn(),
        console=session.err,
        transient=True,
    )


def _line(seen: Progress, name: str, said: set[str], session: Session) -> None:
    if (stage := _stage(seen)) not in said:
        said.add(stage)
        session.note(f"{name}: {stage} {seen.words}".rstrip())


def _stage(seen: Progress) -> str:
    return f"{seen.stage}, {seen.task[:24].lower()}" if seen.task else seen.stage
