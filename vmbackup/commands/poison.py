"""The messages that failed five times: look at them, put one back, or delete it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from shared.answers import Refused, Unavailable
from shared.poison import QUEUES, Letter, letters_of
from shared.poison import discard as deleted
from shared.poison import replay as put_back
from vmbackup.exits import Exit, Wrong
from vmbackup.options import Yes
from vmbackup.session import Session
from vmbackup.tables import table

Queue = Annotated[
    str,
    typer.Argument(
        metavar="QUEUE",
        help="The queue that the message was for.",
        show_default=False,
        autocompletion=lambda: list(QUEUES),
    ),
]
Id = Annotated[
    str, typer.Argument(metavar="ID", help="The message's id, as `poison list` shows it.", show_default=False)
]
PERSONAL = "(an event of Event Grid: it may be personal, and is not shown)"


def list_(session: Session) -> int:
    """List the messages that failed five times, of each queue the first 32."""
    found, unread = _found(session)
    session.print_json([_told(letter) for letter in found])
    rows = ((letter.queue, letter.id, letter.request_id or "unknown") for letter in found)
    session.show(table(("queue", "id", "request"), rows) if found else "There is none.")
    return Exit.UNREACHABLE if unread else Exit.WELL


def show(session: Session, queue: Queue, message: Id) -> int:
    """Show how one begins."""
    letter = next((letter for letter in letters_of(_known(queue), session.azure) if letter.id == message), None)
    if not letter:
        raise Wrong(f"{queue}-poison has no message {message} among its first 32", "See: vmbackup poison list")
    session.print_json(_told(letter) | {"text": letter.text})
    session.show(f"{letter.queue}  {letter.id}  request {letter.request_id or 'unknown'}")
    session.show(letter.text or PERSONAL)
    return Exit.WELL


def replay(session: Session, queue: Queue, message: Id) -> int:
    """Put one back on its queue, to be tried again; mend first what it failed of."""
    return _done(put_back(_known(queue), message, session.azure), queue, message, "is back on its queue", session)


def discard(session: Session, queue: Queue, message: Id, *, yes: Yes = False) -> int:
    """Delete one for good."""
    if not yes:
        session.confirm(f"Delete message {message} of {queue}-poison for good?")
    return _done(deleted(_known(queue), message, session.azure), queue, message, "is deleted", session)


def _done(done: bool, queue: str, message: str, words: str, session: Session) -> int:  # noqa: FBT001 - what became of it
    if not done:
        raise Wrong(f"{queue}-poison has no message {message}, or another look holds it for a minute")
    session.print_json({"queue": queue, "id": message, "done": words})
    session.show(f"{message} {words}.")
    return Exit.WELL


def _found(session: Session) -> tuple[Sequence[Letter], bool]:
    """Return what is there, and whether a queue could not be read: that one is named, and hides no other."""
    found, unread = list[Letter](), False
    for queue in QUEUES:
        try:
            found += letters_of(queue, session.azure)
        except (Refused, Unavailable) as error:
            session.note(f"{queue}-poison cannot be read: {error}")
            unread = True
    return found, unread


def _known(queue: str) -> str:
    if queue not in QUEUES:
        raise Wrong(f"there is no queue {queue}", f"One of: {', '.join(QUEUES)}.", field="QUEUE")
    return queue


def _told(letter: Letter) -> dict[str, object]:
    return {"queue": letter.queue, "id": letter.id, "requestId": letter.request_id}
