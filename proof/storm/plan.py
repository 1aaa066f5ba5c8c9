"""What is to happen, all of it drawn from the seed: what is asked, who is killed, when storage is away. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from proof.storm.kinds import CANCEL, KINDS, MALFORMED, NONSENSE, Pools
from proof.storm.world import sizes
from shared.requests import CancelJob, TriggerBackup

COPIES = {1: 7, 2: 2, 3: 1}  # how often a message is sent, by weight
SPREAD = 4.0  # seconds over which the copies of a message come, in any order
HIDDEN = 3  # seconds that a message is delayed by the queue itself, at most
CHOSEN = 0.75  # share of requests that bring a requestId
REVOKED = 0.6  # share of mounts that are revoked by whoever asked for them
CANCELLED = 0.2  # share of backups, of those with a requestId
RATE = 14  # requests a second
LONGEST_AWAY = 4.0  # seconds


@dataclass(frozen=True)
class Send:
    """Send a message, `at` seconds from the beginning, which its queue hides for a while."""

    at: float
    kind: str
    queue: str
    text: str
    request_id: UUID | None
    hidden: int = 0


@dataclass(frozen=True)
class Create:
    """Create a VM, of which Event Grid tells."""

    at: float
    name: str


@dataclass(frozen=True)
class Kill:
    """Kill one of the hosts, by SIGKILL: `which` is its place among the living, 0 to 1."""

    at: float
    which: float


@dataclass(frozen=True)
class Away:
    """Stop storage, for so many seconds."""

    at: float
    seconds: float


type Deed = Send | Create | Kill | Away


@dataclass(frozen=True)
class Plan:
    """How many hosts serve, all deeds in order of time, and when mounts are revoked: seconds after their event."""

    requests: int
    hosts: int
    deeds: tuple[Deed, ...]
    revoked: Mapping[UUID, tuple[float, ...]]


def plan(seed: int, requests: int) -> Plan:
    """Draw a plan. The same seed and number give the same one."""
    random, pools = Random(f"storm {seed}"), sizes(requests)  # noqa: S311 - the same every time, no secret
    span = requests / RATE
    asked = [send for _ in range(requests) for send in _asked(random, pools, span)]
    created = [Create(random.uniform(0, span), f"new{number:03}") for number in range(max(1, requests // 20))]
    kills = [Kill(random.uniform(0.1, 0.9) * span, random.random()) for _ in range(random.randint(1, 3))]
    away = Away(random.uniform(0.2, 0.8) * span, random.uniform(1, LONGEST_AWAY))
    mounts = {send.request_id for send in asked if send.kind == "mount" and send.request_id}
    return Plan(
        requests=requests,
        hosts=random.choice((2, 3)),
        deeds=tuple(sorted([*asked, *created, *kills, away], key=lambda deed: deed.at)),
        revoked={one: _moments(random) for one in sorted(mounts) if random.random() < REVOKED},
    )


def _asked(random: Random, pools: Pools, span: float) -> Iterator[Send]:
    """Yield one request, all of its messages; and perhaps the one that follows it."""
    at = random.uniform(0, span)
    if random.random() < 1 / 15:
        yield from _nonsense(random, at)
        return
    name = random.choices(list(KINDS), [kind.weight for kind in KINDS.values()])[0]
    kind = KINDS[name]
    request_id = _id(random) if random.random() < CHOSEN else None
    body = kind.body(random, pools) | ({"requestId": str(request_id)} if request_id else {})
    yield from _copies(random, Send(at, name, kind.queue, json.dumps(body), request_id))
    if kind.queue == TriggerBackup.QUEUE and request_id and random.random() < CANCELLED:
        cancel = json.dumps({"requestId": str(request_id)})
        later = at + random.uniform(0, 3)
        yield from _copies(random, Send(later, CANCEL, CancelJob.QUEUE, cancel, request_id))


def _nonsense(random: Random, at: float) -> Iterator[Send]:
    queue = random.choice([KINDS[name].queue for name in ("protect", "stop", "back up", "restore", "mount")])
    request_id = _id(random)
    text = random.choice(NONSENSE)(str(request_id))
    yield from _copies(random, Send(at, MALFORMED, queue, text, None))  # what is no request has an event a message


def _copies(random: Random, send: Send) -> Iterator[Send]:
    """Yield the messages of one request; one in three is delayed by its queue, besides."""
    for moment in _moments(random):
        hidden = random.choice((0, 0, random.randint(1, HIDDEN)))
        yield replace(send, at=send.at + moment, hidden=hidden)


def _moments(random: Random) -> tuple[float, ...]:
    """Return when the messages of one request are sent, in seconds after it was to be."""
    (copies,) = random.choices(list(COPIES), list(COPIES.values()))
    return 0.0, *(random.uniform(0, SPREAD) for _ in range(copies - 1))


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
