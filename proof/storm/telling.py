"""What is printed: a line for each storm, and the whole story of whatever broke the promise."""

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from proof.storm.history import History
from proof.storm.promise import Broken, broken

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_LINES = 60  # of the log, for one story


class Verdict(Struct, frozen=True):
    """What became of one storm, in numbers; and the stories of what broke the promise."""

    seed: int
    requests: int
    events: int
    repeats: int
    weather: dict[str, int]
    kills: int
    outages: int
    broken: dict[str, int]
    seconds: float
    stories: list[str]


def verdict(seed: int, history: History) -> Verdict:
    """Judge a history."""
    breaches = broken(history)
    ids = {event.id for event in history.arrived}
    return Verdict(
        seed=seed,
        requests=len({sent.end for sent in history.sent}) + len(history.created),
        events=len(ids),
        repeats=len(history.arrived) - len(ids),
        weather=dict(Counter(call.weather for call in history.calls if call.weather)),
        kills=sum("killed" in blow.what for blow in history.blows),
        outages=sum("stops" in blow.what for blow in history.blows),
        broken=dict(Counter(breach.rule for breach in breaches)),
        seconds=history.seconds,
        stories=["\n".join(_story(breach, history)) for breach in breaches],
    )


def line(one: Verdict) -> str:
    """Put a verdict into one line."""
    weather = ", ".join(f"{count} {kind}" for kind, count in sorted(one.weather.items()))
    broken = ", ".join(f"{count} {rule}" for rule, count in one.broken.items()) or "nothing broken"
    return (
        f"seed {one.seed}: {one.requests} requests, {one.events} events, {one.repeats} repeats; "
        f"{sum(one.weather.values())} calls in bad weather ({weather}); {one.kills} kills, {one.outages} outages; "
        f"lost {one.broken.get('lost', 0)}, started twice {one.broken.get('started twice', 0)}; {broken}; "
        f"{one.seconds:.0f} s"
    )


def _story(breach: Broken, history: History) -> Iterator[str]:
    """Tell all that concerns one request, in order of time; blows concern everybody."""
    yield f"--- {breach.rule}: {breach.about}: {breach.how}"
    name = breach.about.rpartition("/")[2]
    # A queue or a host has no story of its own.
    if not ("/" in breach.about or _GUID.fullmatch(name)):
        return
    for at, what in sorted(_moments(name, history)):
        yield f"{at:7.2f}  {what}"
    yield from [one for one in history.log if name in one][:MOST_LINES]


def _moments(name: str, history: History) -> Iterator[tuple[float, str]]:
    # Who has once asked for a VM of that name is asked about, too: a created VM's requests have ids of their own.
    derived = {call.request_id for call in history.calls if call.path.endswith(f"/virtualMachines/{name}")}
    for blow in history.blows:
        yield blow.at, f"*** {blow.what}"
    for sent in history.sent:
        if name in sent.end or name in sent.text:
            yield sent.at, f"sent to {sent.queue}: {sent.text}"
    for call in history.calls:
        if call.request_id == name or name in call.path or call.request_id in derived:
            met = f"  ({call.weather}; done: {call.done})" if call.weather else ""
            yield call.at, f"{call.method} {call.path} -> {call.status}{met}"
    for event in history.arrived:
        if name in event.id or str(event.event.get("subject")).endswith(f"/{name}"):
            yield event.at, f"event {event.type} {event.id}"
