"""What is left of Azure's quotas: asked before every call, learnt from every answer, so that none is exceeded.

Two gates stand one behind the other (recorded in throttling_429.json and in the headers of all recordings): Recovery
Services counts each action of a subscription for an hour; Azure Resource Manager has buckets that fill by the second.
A call that finds too little left is put off to a turn of its own. Every action has its own meter: one that is
exhausted does not slow another. Each instance learns for itself, from the same headers.

https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""

import random
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from threading import Lock
from typing import NamedTuple

from shared.answers import Answer, Unavailable

HOUR = 3600.0
LEFT = "x-ms-ratelimit-remaining-subscription-"
OF_ACTION = f"{LEFT}resource-requests"
KINDS = {"GET": "reads", "DELETE": "deletes"}
REFILL = {"reads": 25.0, "writes": 10.0, "deletes": 10.0}  # calls a second that Azure's buckets regain
MOST_CAPS = 12
LAST = 0.05  # of a quota: what others may have spent meanwhile
OWN_PART = 0.25  # of what flows in, until an answer tells: other instances take theirs
MOST_METERS = 2_000


@dataclass
class Meter:
    """What is left of one quota, in calls: as an answer told it, less what was begun since then. Times are seconds."""

    refill: float  # calls a second; 0 for what is counted by the hour
    left: float = 0.0
    told: float = 0.0
    most: float = 0.0
    began: float = 0.0
    closed: float = 0.0
    turn: float = 0.0
    line: float = 0.0

    def learn(self, left: float, now: float) -> None:
        """Take over what an answer tells; where it is clearly more than before, another hour has begun."""
        if not self.most or left > self.left + self.most / 10 or now >= self.began + HOUR:
            self.began = now
        self.left, self.told, self.most = left, now, max(self.most, left)

    def close(self, seconds: float, now: float) -> None:
        """Make no call for so long: Azure has refused one, until the hour is over."""
        self.closed, self.left, self.told = now + seconds, 0.0, now
        self.began = self.closed - HOUR

    def level(self, now: float) -> float:
        """Return how many calls are left now."""
        if self.refill:
            return min(self.most, self.left + (now - self.told) * self.refill * OWN_PART)
        return self.most if now >= self.began + HOUR else self.left

    def every(self, now: float, reserve: float) -> float:
        """Return the seconds from one call to the next: 0 with plenty left, more the less is left.

        Other instances spend the same quota, and see the same little: together they come to rest above nothing.
        """
        level = self.level(now)
        if level > reserve or not self.most:
            return 0.0
        scarce = max(level, 1.0)
        if self.refill:
            return (reserve / scarce) ** 2 / self.refill
        return max(HOUR / self.most, (self.began + HOUR - now) / scarce)

    def wait(self, now: float, share: float, cap: float) -> float:
        """Take a call now and return 0, or return in how many seconds there is a turn, or another hour.

        What was not heard of for twelve caps is asked once more, whatever was left: clocks may differ.
        """
        if now < self.closed:
            return self.closed - now
        every = self.every(now, self.most * (1 - share))
        if not every or now - self.told > MOST_CAPS * cap or (now >= self.turn and self.level(now) > self.most * LAST):
            self.left, self.told, self.turn = self.level(now) - 1, now, now + every
            return 0.0
        self.line = max(self.line, now, self.turn) + every
        latest = now + cap if self.refill else min(self.began + HOUR, now + MOST_CAPS * cap)
        if self.line > latest:
            self.line = now
            return latest - now + random.uniform(0, cap / 5)  # noqa: S311 - spreads load, guards nothing
        return self.line - now


class Quota(NamedTuple):
    """What is left of a quota, in calls, and the most that was seen of it."""

    name: str
    left: int
    most: int


class Budget:
    """The meters of all quotas that this process has met: of subscriptions and actions, not of VMs."""

    def __init__(
        self, share: float = 1.0, cap: float = 300.0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._share, self._cap, self._now = share, cap, now
        self._meters: OrderedDict[str, Meter] = OrderedDict()
        self._lock = Lock()

    def spend(self, method: str, url: str) -> None:
        """Take one call of this kind; raise Unavailable, with the seconds to wait, if it must not be made now."""
        now = self._now().timestamp()
        action, kind = _keys(method, url)
        with self._lock:
            waits = [
                meter.wait(now, self._share, self._cap) for key in (action, kind) if (meter := self._meters.get(key))
            ]
        if seconds := max(waits, default=0.0):
            raise Unavailable(f"too little is left of Azure's quota for {action}", round(seconds, 1), throttled=True)

    def learn(self, method: str, url: str, answer: Answer) -> None:
        """Take over what an answer tells of what is left; after a 429 nothing is, until Retry-After."""
        now = self._now().timestamp()
        action, kind = _keys(method, url)
        with self._lock:
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._meter(action, 0.0).close(answer.retry_after or 0, now)
            for key, name, refill in (
                (action, OF_ACTION, 0.0),
                (kind, f"{LEFT}{_kind(method)}", REFILL[_kind(method)]),
            ):
                if (left := _count(answer.headers, name)) is not None:
                    self._meter(key, refill).learn(left, now)

    def seconds_a_call(self, method: str, url: str) -> float:
        """Return the seconds from one call of this kind to the next at which what is left lasts to the hour's end."""
        now = self._now().timestamp()
        with self._lock:
            meter = self._meters.get(_keys(method, url)[0])
            if not meter or not meter.most:
                return 0.0
            level = meter.level(now)
            # Where others have spent their part and ours, a little of what is left for them is better than silence.
            spare = max(level - meter.most * (1 - self._share), level / 4, 1.0)
            return max(0.0, meter.began + HOUR - now) / spare

    def quotas(self) -> list[Quota]:
        """Return what this process knows of each quota; one that was not heard of for an hour is forgotten."""
        now = self._now().timestamp()
        with self._lock:
            known = [(key, meter) for key, meter in self._meters.items() if meter.most and meter.told > now - HOUR]
            return [Quota(key, round(meter.level(now)), round(meter.most)) for key, meter in known]

    def _meter(self, key: str, refill: float) -> Meter:
        meter = self._meters.setdefault(key, Meter(refill))
        self._meters.move_to_end(key)
        if len(self._meters) > MOST_METERS:
            self._meters.popitem(last=False)
        return meter


def _keys(method: str, url: str) -> tuple[str, str]:
    """Return the names of a call's two quotas: of its action in its subscription, and of all of its kind."""
    path = url.partition("?")[0].casefold()
    subscription = path.partition("/subscriptions/")[2].partition("/")[0] or "no subscription"
    provider, *resource = path.rpartition("/providers/")[2].split("/")
    return f"{method} {'/'.join([provider, *resource[::2]])} of {subscription}", f"{_kind(method)} of {subscription}"


def _kind(method: str) -> str:
    return KINDS.get(method, "writes")


def _count(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(name, "")
    return int(value[:9]) if value.isascii() and value.isdigit() else None
