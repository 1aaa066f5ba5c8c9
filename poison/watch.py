"""One event for each message in a poison queue."""

from collections.abc import Sequence

from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.events import MessagePoisoned
from shared.messages import Message
from shared.poison import QUEUES, Letter, letters_of


def tell(azure: Connections) -> Sequence[Message]:
    """Tell of every message that nobody has been told of, and remember it once it is told.

    A queue that cannot be read hides no other: it is raised for at the end, and the host tries again.
    """
    unread: list[Refused | Unavailable] = []
    for queue in QUEUES:
        try:
            _tell_of(queue, azure)
        except (Refused, Unavailable) as error:
            unread.append(error)
    if unread:
        raise unread[0]
    return []


def _tell_of(queue: str, azure: Connections) -> None:
    new = [letter for letter in letters_of(queue, azure) if not azure.records.read(_record(letter))]
    azure.send([_event(letter, azure) for letter in new])
    for letter in new:
        azure.records.create(_record(letter), b"")


def _event(letter: Letter, azure: Connections) -> MessagePoisoned:
    return MessagePoisoned(
        queue=letter.queue,
        message_id=letter.id,
        request_id=letter.request_id,
        text=letter.text,
        replay=f"vmbackup poison replay {letter.queue} {letter.id}",
        ended=azure.now(),
    )


def _record(letter: Letter) -> str:
    return f"poison/{letter.queue}/{letter.id}"
