"""How many requests Azure takes: of each action in an hour, and of each caller at a time.

Two gates stand one behind the other. Azure Resource Manager has buckets that fill again by the second: one for each
subscription, principal and kind of request, and one for all principals. Behind it Recovery Services counts the requests
of a subscription, action by action, from the first one on for an hour. The numbers are those seen in recordings of 2024
and documented for ARM since then (reference: limits, throttling).
"""

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from msgspec import Struct, field

from local_stack.simulator.errors import refuse

HOUR = timedelta(hours=1)

_PROVIDER = "Microsoft.RecoveryServices"
_READS = 300
_LIMITS = {
    f"{_PROVIDER}/vaults/backupJobs/read": 450,
    f"{_PROVIDER}/vaults/write": 300,
    f"{_PROVIDER}/vaults/delete": 50,
}
# These were answered without the header of the hourly count.
_UNCOUNTED = {
    f"{_PROVIDER}/vaults/read",
    f"{_PROVIDER}/vaults/operationStatus/read",
    f"{_PROVIDER}/vaults/backupResourceGuardProxies/read",
    f"{_PROVIDER}/vaults/backupDeletedProtectionContainers/read",
}

GLOBAL = 15


class Size(NamedTuple):
    """How much a bucket holds, and how much flows in every second."""

    tokens: int
    per_second: int

    def times(self, factor: int) -> "Size":
        """Multiply both."""
        return Size(self.tokens * factor, self.per_second * factor)


SIZES = {"reads": Size(250, 25), "writes": Size(200, 10), "deletes": Size(200, 10)}


class Asked(NamedTuple):
    """Who asks for what: `kind` is reads, writes or deletes; without a subscription it is about the tenant."""

    subscription: str
    principal: str
    action: str
    kind: str


class Hour(Struct):
    """How often an action was asked for since the first time; that is over after an hour."""

    limit: int
    began: datetime
    used: int = 0


class Bucket(Struct):
    """How many tokens there were at a moment."""

    tokens: float
    at: datetime


class Quotas(Struct):
    """All counts. Keys are subscription and action, or subscription, principal and kind."""

    enforced: bool = False
    hours: dict[str, Hour] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def refill(self) -> None:
        """Begin to count anew."""
        self.hours.clear()
        self.buckets.clear()


def hourly_limit(action: str) -> int | None:
    """Tell how often in an hour an action may be asked for; None if that is not counted."""
    if not action.startswith(f"{_PROVIDER}/") or action in _UNCOUNTED:
        return None
    return _LIMITS.get(action) or (_READS if action.endswith("/read") else None)


def charge(quotas: Quotas, asked: Asked, now: datetime) -> None:
    """Count a request; refuse it where a quota is exhausted, if quotas are enforced."""
    buckets, hour = _buckets(quotas, asked, now), _hour(quotas, asked, now)
    if quotas.enforced:
        _refuse_beyond(asked, buckets, hour, now)
    for bucket, _ in buckets.values():
        bucket.tokens = max(0, bucket.tokens - 1)
    if hour:
        hour.used += 1


def left(quotas: Quotas, asked: Asked, now: datetime) -> dict[str, int]:
    """Tell what is left, as an answer names it: of the hour, or else of the caller's bucket and of everybody's."""
    if hour := _hour(quotas, asked, now):
        return {"resource-requests": max(0, hour.limit - hour.used)}
    return {name: int(bucket.tokens) for name, (bucket, _) in _buckets(quotas, asked, now).items()}


def _refuse_beyond(asked: Asked, buckets: dict[str, tuple[Bucket, Size]], hour: Hour | None, now: datetime) -> None:
    for bucket, size in buckets.values():
        if bucket.tokens < 1:
            seconds = str(ceil((1 - bucket.tokens) / size.per_second))
            kind, who = asked.kind.removesuffix("s"), {"subscription": asked.subscription, "actor": asked.principal}
            raise refuse("CallerThrottled", kind=kind, seconds=seconds, **who)
    if hour and hour.used >= hour.limit:
        seconds = str(ceil((hour.began + HOUR - now).total_seconds()))
        raise refuse("429", action=asked.action, limit=str(hour.limit), seconds=seconds)


def _hour(quotas: Quotas, asked: Asked, now: datetime) -> Hour | None:
    """Find the hour that an action is counted in, or begin one."""
    limit, key = hourly_limit(asked.action), f"{asked.subscription} {asked.action}"
    if limit is None:
        return None
    hour = quotas.hours.get(key)
    if hour is None or now - hour.began >= HOUR:
        hour = quotas.hours[key] = Hour(limit, now)
    return hour


def _buckets(quotas: Quotas, asked: Asked, now: datetime) -> dict[str, tuple[Bucket, Size]]:
    """Find the caller's bucket and that of all callers, with what has flowed in meanwhile."""
    size, kind = SIZES[asked.kind], asked.kind
    wanted = {kind: (asked.principal, size), f"global-{kind}": ("*", size.times(GLOBAL))}
    return {
        name: (_filled(quotas, f"{asked.subscription} {who} {kind}", size, now), size)
        for name, (who, size) in wanted.items()
    }


def _filled(quotas: Quotas, key: str, size: Size, now: datetime) -> Bucket:
    bucket = quotas.buckets.setdefault(key, Bucket(size.tokens, now))
    flowed = (now - bucket.at).total_seconds() * size.per_second
    bucket.tokens, bucket.at = min(size.tokens, bucket.tokens + flowed), now
    return bucket
