"""What becomes of a message after its function has run: the rules of QueueProcessor in the Azure WebJobs SDK. Pure."""

from enum import Enum

POISON = "-poison"
LONGEST_NAME = 63


class Fate(Enum):
    """What to do with a message that was received."""

    DELETE = "done with"
    RETRY = "shown again after visibilityTimeout"
    POISON = "moved to the poison queue"
    LEAVE = "left invisible until its lease ends"


def poison_queue(queue_name: str) -> str | None:
    """Name the queue's poison queue; a poison queue has none, nor has a queue whose name would become too long."""
    name = queue_name + POISON
    return None if queue_name.endswith(POISON) or len(name) > LONGEST_NAME else name


def of_failed(dequeue_count: int, max_dequeue_count: int, *, poisonable: bool) -> Fate:
    """Return the fate of a message whose function failed in its `dequeue_count`th run."""
    if not poisonable:
        return Fate.LEAVE  # shown at once, it would fail again at once, for ever
    return Fate.POISON if dequeue_count >= max_dequeue_count else Fate.RETRY


def of_unrun(*, poisonable: bool) -> Fate:
    """Return the fate of a message that cannot be decoded, or was taken too often without ever being settled."""
    return Fate.POISON if poisonable else Fate.LEAVE
