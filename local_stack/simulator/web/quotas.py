"""Quotas over HTTP: what a request counts as, the headers that tell what is left, and the simulator's own routes."""

import msgspec
from msgspec import Struct

from local_stack.simulator import actions
from local_stack.simulator.state.quotas import SIZES, Asked, charge, hourly_limit, left
from local_stack.simulator.web.call import Answer, Call

THROTTLED = 429

_KINDS = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}

# Stands in an injected refusal of what has no hourly count.
_SOME_LIMIT = 150


class Switch(Struct, forbid_unknown_fields=True):
    """Whether what is beyond a quota is refused."""

    enforced: bool


def action_of(call: Call) -> str:
    """Name what is asked for as permissions do, such as `Microsoft.RecoveryServices/vaults/backupJobs/read`."""
    return actions.action_of(call.method, call.path)


def limit_of(call: Call) -> int:
    """Tell how often in an hour this may be asked for."""
    return hourly_limit(action_of(call)) or _SOME_LIMIT


def count(call: Call) -> None:
    """Count a request; refuse it if it is one too many."""
    charge(call.cloud.world.quotas, _asked(call), call.now)


def quota_headers(call: Call, answer: Answer) -> dict[str, str]:
    """Tell what is left; not where it was too much (recorded in throttling_429.json), nor outside of ARM."""
    if answer.status == THROTTLED or not call.path.lower().startswith("/subscriptions"):
        return {}
    asked = _asked(call)
    scope = "subscription" if asked.subscription else "tenant"
    remaining = left(call.cloud.world.quotas, asked, call.now)
    return {f"x-ms-ratelimit-remaining-{scope}-{name}": str(count) for name, count in remaining.items()}


def show(call: Call) -> Answer:
    """List what is left of every quota that was touched."""
    quotas = call.cloud.world.quotas
    hours = [
        {"of": key, "limit": hour.limit, "left": max(0, hour.limit - hour.used), "began": hour.began}
        for key, hour in quotas.hours.items()
    ]
    buckets = [{"of": key, "left": int(one.tokens), "at": one.at} for key, one in quotas.buckets.items()]
    sizes = {kind: size._asdict() for kind, size in SIZES.items()}
    return Answer(200, {"enforced": quotas.enforced, "hours": hours, "buckets": buckets, "sizes": sizes})


def switch(call: Call) -> Answer:
    """Begin or cease to refuse what is beyond a quota."""
    call.cloud.world.quotas.enforced = msgspec.convert(call.body, Switch).enforced
    return show(call)


def refill(call: Call) -> Answer:
    """Count anew."""
    call.cloud.world.quotas.refill()
    return Answer(204)


def _asked(call: Call) -> Asked:
    _, _, subscription, *_ = [*call.path.split("/"), "", ""]
    return Asked(subscription.lower(), call.principal, action_of(call), _KINDS.get(call.method, "writes"))
