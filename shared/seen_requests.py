"""What is shown of requests in the read model: the columns that a step writes, and the row that is read of them. Pure.

Columns commute: every stage has one of its own, and so has the end. Whatever is written twice, late or out of order
comes to the same row, and an end is never a beginning again. Nothing of a message's text is in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import NamedTuple

import msgspec

from shared.claims import Retold
from shared.cloud_event import NAMESPACE, Event
from shared.events import OperationFailed, Outcome, RequestRejected
from shared.forms import converted, decoded
from shared.messages import Instant, Message, Request, VaultRequest
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage

WAITING = "Waiting"  # for its turn, or for another try of its first step
STAGES: tuple[str, ...] = (WAITING, *Stage)
LONGEST_CODE = 80


class Sight(NamedTuple):
    """Some columns of one row: the day of its acceptance (UTC), its key on that day, and what is written over."""

    day: date
    key: str
    columns: Mapping[str, str]


class Look(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What one stage showed last, at `seen`; nobody looks again before `due`. Times are UTC."""

    seen: Instant
    due: Instant | None = None
    started: Instant | None = None
    percent: float | None = None
    task: str | None = None
    job_id: str | None = None
    attempts: int = 0


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A request as it was seen last; without `ended` it runs, or nobody could write down its end.

    `outcome` is its event's type, `error` Azure's code, or the field of a message that was rejected. `ended` is as the
    event says; all other times are of the app's own clock. UTC.
    """

    request_id: str
    queue: str
    kind: str = ""
    vm_id: str | None = None
    vault_id: str | None = None
    fleet: str | None = None
    accepted: Instant | None = None
    stage: str | None = None
    seen: Instant | None = None
    due: Instant | None = None
    started: Instant | None = None
    percent: float | None = None
    task: str | None = None
    job_id: str | None = None
    attempts: int = 0
    ended: Instant | None = None
    outcome: str | None = None
    error: str | None = None


def sights(work: Request | OperationTracker | None, following: Sequence[Message], now: datetime) -> Iterator[Sight]:
    """Yield what a step shows of its request, and of what is none: nothing where neither a wait nor an end follows."""
    request = work.request if work else None
    for message in following:
        if request and (columns := _columns(request, message, now)):
            yield Sight(_day(request.accepted), f"{request.request_id}_{request.QUEUE}", _about(request) | columns)
        elif isinstance(message, RequestRejected):
            yield _not_understood(message)


def row_of(key: str, columns: Mapping[str, object]) -> Row | None:
    """Return the row of these columns; None for what is not as this module writes it."""
    request_id, _, queue = key.partition("_")
    looks = {stage: look for stage in STAGES if (look := _look(columns.get(stage)))}
    # Who waits for another one with the same requestId hides no stage of that one.
    stage = max(looks, key=lambda name: (name != WAITING, looks[name].seen), default=None)
    shown = {"stage": stage} | msgspec.to_builtins(looks[stage]) if stage else {}
    plain = {name: value for name, value in columns.items() if name not in STAGES}
    try:
        return converted(shown | plain | {"requestId": request_id, "queue": queue}, Row)
    except msgspec.ValidationError:
        return None


def end(
    outcome: str,
    ended: datetime,
    error: str | None = None,
    job_id: str | None = None,
    seen: datetime | None = None,
) -> dict[str, str]:
    """Return the columns of an end."""
    told = seen.isoformat() if seen else None
    said = {"outcome": outcome, "ended": ended.isoformat(), "error": error, "jobId": job_id, "seen": told}
    return {name: text[:LONGEST_CODE] for name, text in said.items() if text}


def stage(name: str, look: Look) -> dict[str, str]:
    """Return the column of a stage."""
    return {name: msgspec.json.encode(look).decode()}


def _columns(request: Request, message: Message, now: datetime) -> dict[str, str]:
    """Return what a message that follows tells of the request itself; other requests that follow tell it themselves."""
    match message:
        case OperationTracker() if message.request.request_id == request.request_id:
            return stage(message.stage, _look_of(message, now))
        case VaultRequest() if message.QUEUE == request.QUEUE and message.request_id == request.request_id:
            return stage(WAITING, Look(seen=now, due=message.due, attempts=message.attempt))
        case Outcome() if message.request.request_id == request.request_id:
            error = message.error.code if isinstance(message, OperationFailed) else None
            return end(_outcome(message), message.ended, error, message.job_id, now)
        case RequestRejected(event_id=None) if message.request_id == request.request_id:
            return end(_outcome(message), message.ended, _field(message), seen=now)
        case Retold():  # not for the first time: when that was is written already
            return end(_outcome(message), message.ended)
    return {}


def _look_of(tracker: OperationTracker, now: datetime) -> Look:
    return Look(
        seen=now,
        due=tracker.due,
        started=tracker.started,
        percent=tracker.percent,
        task=tracker.task,
        job_id=tracker.job_id,
        attempts=tracker.attempt,
    )


def _about(request: Request) -> dict[str, str]:
    fleet = request.fleet if isinstance(request, TriggerBackup) else None
    said = {
        "kind": type(request).__name__,
        "accepted": request.accepted.isoformat(),
        "vmId": request.subject,
        "vaultId": request.vault_id,
        "fleet": str(fleet) if fleet else None,
    }
    return {name: text for name, text in said.items() if text}


def _not_understood(event: RequestRejected) -> Sight:
    """Return what is shown of a message that is no request: under the id of its event."""
    ended = event.ended
    said = {"vmId": event.vm_id, "vaultId": event.vault_id, "accepted": ended.isoformat()}
    about = {name: text for name, text in said.items() if text}
    key = f"{event.event_id or event.request_id}_{event.queue}"
    return Sight(_day(ended), key, about | end(_outcome(event), ended, _field(event), seen=ended))


def _field(event: RequestRejected) -> str | None:
    """Return which field is wrong; one that is not named as ours are is the message's own text."""
    return event.field if event.field.replace(".", "").isidentifier() else None


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _outcome(event: Event) -> str:
    return event.kind.removeprefix(f"{NAMESPACE}.")


def _look(text: object) -> Look | None:
    with suppress(msgspec.DecodeError):
        return decoded(text.encode(), Look) if isinstance(text, str) else None
    return None
