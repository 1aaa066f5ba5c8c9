"""The functions of Bicep that the files use, as Azure documents them."""

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence

type Value = str | int | bool | list[Value] | dict[str, Value] | Callable[[Value], Value] | None

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"


class Runtime(str):
    """What is known only once Azure has made something: its own name stands for it."""

    __slots__ = ()


def listed(value: Value) -> list[Value]:
    assert isinstance(value, list), value
    return value


def called(function: Value, value: Value) -> Value:
    assert callable(function), function
    return function(value)


def union(*values: Value) -> Value:
    """Merge objects, the later ones over the earlier; or lists, each item once."""
    if isinstance(values[0], dict):
        return {key: item for value in values if isinstance(value, dict) for key, item in value.items()}
    flat = concat(*values)
    return [item for at, item in enumerate(flat) if item not in flat[:at]]


def concat(*values: Value) -> list[Value]:
    return [item for value in values for item in listed(value)]


def items(value: Value) -> Value:
    """Return an object's keys and values, sorted by key."""
    assert isinstance(value, dict), value
    return [{"key": key, "value": value[key]} for key in sorted(value)]


def place(*given: Value) -> dict[str, Value]:
    """Return a subscription, or a resource group of one."""
    subscription, *group = (str(part) for part in given) if given else (SUBSCRIPTION,)
    identity = "/".join(
        ["/subscriptions", subscription, *(part for name in group for part in ("resourceGroups", name))]
    )
    return {"id": identity, "subscriptionId": subscription, "tenantId": TENANT, "name": (group or [subscription])[0]}


def unique(values: Sequence[Value]) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "bool": lambda text: {"true": True, "false": False}[text],
    "concat": concat,
    "empty": lambda value: not value,
    "filter": lambda values, keep: [item for item in listed(values) if called(keep, item)],
    "guid": lambda *values: str(uuid.uuid5(uuid.NAMESPACE_URL, unique(values))),
    "int": int,
    "items": items,
    "json": json.loads,
    "last": lambda values: listed(values)[-1],
    "map": lambda values, change: [called(change, item) for item in listed(values)],
    "split": lambda text, by: text.split(by),
    "string": str,
    "toObject": lambda values, key, value: {str(called(key, item)): called(value, item) for item in listed(values)},
    "union": union,
    "uniqueString": lambda *values: unique(values)[:13],
}
