"""Are the queues there, does somebody serve them, and has nothing been poisoned?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, get_args

import msgspec

from shared.arrival import plain
from shared.cloud_event import Event
from shared.messages import Instant
from shared.poison import QUEUES, VM_EVENTS, letters_of
from shared.requests import AnyRequest
from shared.sdk_errors import remedied
from vmbackup.doctor.finding import Finding, well, wrong
from vmbackup.doctor.patient import Patient

# Where others send, or read. The app creates its own queues when it first writes to them.
SHARED = (*(kind.QUEUE for kind in get_args(AnyRequest.__value__)), VM_EVENTS, Event.QUEUE)
CREATE = "az storage queue create --auth-mode login --account-name <account> --name {name}"


class _Due(msgspec.Struct):
    due: Instant | None = None


class Waiting(NamedTuple):
    """The message that waits at the head of a queue, and since when it could have been taken."""

    queue: str
    since: datetime


def check_queues(patient: Patient) -> Iterator[Finding]:
    """Look for every queue that others send to or read: `az` and Event Grid do not create one."""
    missing = [name for name in SHARED if name not in patient.queues]
    if missing:
        mend = "; ".join(CREATE.format(name=name) for name in missing)
        yield wrong(f"Missing: {', '.join(missing)}. Who sends there is refused, and nothing is taken.", mend)
    else:
        yield well(f"All {len(SHARED)} that others send to or read are there.")


def check_poison(patient: Patient) -> Iterator[Finding]:
    """Count what lies in the poison queues, at most 32 for each."""
    poisoned = [queue for queue in QUEUES if f"{queue}-poison" in patient.queues]
    letters = [letter for queue in poisoned for letter in letters_of(queue, patient.azure)]
    if not letters:
        yield well("Nothing is poisoned.")
        return
    queues = sorted({letter.queue for letter in letters})
    yield wrong(
        f"{len(letters)} messages are poisoned: {', '.join(queues)}. Each failed five times by a defect or a wrong"
        " setting; its request has not ended.",
        "Look at them: vmbackup poison list. When the cause is mended: vmbackup poison replay"
        f" {letters[0].queue} {letters[0].id}",
    )


def check_serving(patient: Patient) -> Iterator[Finding]:
    """Look at the head of every queue that the app takes from: what is due must not wait there for long."""
    now = patient.storage_time or patient.azure.now()
    stuck = [head for head in heads(patient) if now - head.since >= patient.patience]
    for head in stuck:
        yield wrong(
            f"A message has waited on {head.queue} for {spoken(now - head.since)}: nobody takes it, or far too few do.",
            "Is the function app started, and its last deployment good? az functionapp show --query state; its log says"
            " why it does not start. Local: make up",
        )
    if not stuck:
        yield well(f"No message that is due has waited longer than {spoken(patient.patience)}.")


def heads(patient: Patient) -> Iterator[Waiting]:
    """Yield the message at the head of each queue, where there is one."""
    for queue in filter(patient.queues.__contains__, QUEUES):
        with remedied("Queue Storage"):
            peeked = patient.azure.queue_service.get_queue_client(queue).peek_messages(1)
        for message in peeked:
            if message.inserted_on:
                yield Waiting(queue, due_since(message.content, message.inserted_on))


def due_since(content: str, inserted: datetime) -> datetime:
    """Return from when on a message could be taken: hidden ones were sent long before, and say when they are due."""
    try:
        due = msgspec.json.decode(plain(content.encode()), type=_Due).due
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        due = None
    return max(due or inserted, inserted)


def spoken(span: timedelta) -> str:
    """Return a span of time in words."""
    minutes = span.total_seconds() / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"  # noqa: PLR2004 - two hours
