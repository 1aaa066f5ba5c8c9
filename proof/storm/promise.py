"""The promise, as rules over what has happened: each yields what breaks it. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus

from msgspec import Struct

from proof.repeatable import is_repeatable
from proof.storm.allowed import REASONS
from proof.storm.ends import asked_for, by_id, has_rival, protections, reason_of, request_id_of, undone
from proof.storm.history import History
from proof.storm.kinds import SUCCESS
from shared.cloud_event import Event
from shared.requests import RevokeFiles

MUTATING = {"PUT", "POST", "PATCH", "DELETE"}


class Broken(Struct, frozen=True):
    """Which rule was broken, by which request (its event's id, or its requestId), and how."""

    rule: str
    about: str
    how: str


def broken(history: History) -> list[Broken]:
    """Hold a history against all rules."""
    return [Broken(name, about, how) for name, rule in RULES.items() for about, how in rule(history)]


type Breaches = Iterator[tuple[str, str]]


def lost(history: History) -> Breaches:
    """Every accepted request has an event: each of a fleet's backups, and each VM that was created, too."""
    known = {event.id for event in history.arrived}
    for end, kind in asked_for(history).items():
        if end not in known:
            yield end, f"no event of this {kind}"
    for vm in history.created:
        count = len(protections(history, vm))
        if count != 1:
            yield vm, f"{count} requests have ended with its protection"


def differing(history: History) -> Breaches:
    """An event comes again as the same."""
    for end, events in by_id(history).items():
        types = sorted({event.type for event in events})
        if len(types) > 1:
            yield end, f"ended as {' and as '.join(types)}"


def unasked(history: History) -> Breaches:
    """Nobody is told of what nobody has asked for; a call for help is the app's own defect."""
    protected = {event.id for vm in history.created for event in protections(history, vm)}
    asked = asked_for(history).keys() | protected | undone(history)
    for end, events in by_id(history).items():
        if end not in asked:
            yield end, f"{events[0].type} of nobody's request"


def unreasonable(history: History) -> Breaches:
    """A request fails for a reason of the world, and never for the weather's."""
    asked = asked_for(history)
    for end, (event, *_) in by_id(history).items():
        kind = asked.get(end)
        if not kind or event.type.endswith(f".{SUCCESS[kind]}"):
            continue
        code, text = reason_of(event.event["data"])
        reason = REASONS.get(kind, {}).get(code)
        if not reason or not has_rival(history, event, reason.rivals):
            yield end, f"{event.type}: {code}: {text}"
        elif f"for request {request_id_of(end)}" in text:
            yield end, f"was refused for its own job: {text}"


def started_twice(history: History) -> Breaches:
    """What changes something in Azure is done once for a request, however often it is tried."""
    works = Counter(
        (call.request_id, call.method, call.path)
        for call in history.calls
        if call.method in MUTATING and call.done in range(HTTPStatus.OK, HTTPStatus.MULTIPLE_CHOICES)
        # The key vault's client names its calls itself; the same secret written again is the same secret.
        if call.path.startswith("/subscriptions") and not is_repeatable(call.path)
    )
    for (request_id, method, path), count in works.items():
        if count > 1:
            yield request_id, f"done {count} times: {method} {path}"


def two_jobs(history: History) -> Breaches:
    """A request has one job of an operation at most."""
    for (request_id, operation), count in Counter((job.request_id, job.operation) for job in history.jobs).items():
        if count > 1:
            yield request_id, f"{count} jobs: {operation}"


def left(history: History) -> Breaches:
    """No message is left but what is to wait: a copy, until its first message must have ended; a mount's revocation."""
    waiting = may_wait(history)
    for queue, count in history.left.items():
        if count > waiting.get(queue, 0):
            yield queue, f"{count} messages are left, and {waiting.get(queue, 0)} may wait"


def died(history: History) -> Breaches:
    """No host ends of itself."""
    for host in history.dead:
        yield host, "has ended, and nobody has killed it"


RULES: Mapping[str, Callable[[History], Breaches]] = {
    "lost": lost,
    "two ends": differing,
    "unasked": unasked,
    "failed without reason": unreasonable,
    "started twice": started_twice,
    "two jobs": two_jobs,
    "left behind": left,
    "died": died,
}


def may_wait(history: History) -> Mapping[str, int]:
    """Return how many messages of each queue may be hidden for long: all copies but one, and a mount's revocation."""
    sent = Counter(sent.end for sent in history.sent)
    waiting = Counter({Event.QUEUE: sum(history.left.values())})
    for end, count in sent.items():
        waiting[end.partition("/")[0]] += count - 1
    ready = [event for event in history.arrived if event.type.endswith(".FilesReady")]
    waiting[RevokeFiles.QUEUE] += len(ready)
    return waiting
