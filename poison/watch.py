"""One event for each message in a poison queue."""

from collections.abc import Sequence

from shared.connections import Connections
from shared.events import MessagePoisoned
from shared.messages import Message
from shared.poison import Letter, letters


def tell(azure: Connections) -> Sequence[Message]:
    """Tell of every message that nobody has been told of, and remember it once it is told."""
    new = [letter for letter in letters(azure) if not azure.records.read(_record(letter))]
    azure.send([_event(letter, azure) for letter in new])
    for letter in new:
        azure.records.create(_record(letter), b"")
    return []


def _event(letter: Letter, azure: Connections) -> MessagePoisoned:
    return MessagePoisoned(
        queue=letter.queue,
        message_id=letter.id,
        request_id=letter.request_id,
        text=letter.text,
        replay=f"python -m poison replay {letter.queue} {letter.id}",
        ended=azure.now(),
    )


def _record(letter: Letter) -> str:
    return f"poison/{letter.queue}/{letter.id}"
