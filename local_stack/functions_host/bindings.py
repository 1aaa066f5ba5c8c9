"""The functions of an app and their bindings, as its decorators describe them."""

from dataclasses import dataclass
from typing import Any

import msgspec

from local_stack.functions_host import app_settings, retry_policy
from local_stack.functions_host.account import HOST_STORAGE
from local_stack.functions_host.protos import Message, TypedData
from local_stack.functions_host.retry_policy import RetryPolicy
from local_stack.functions_host.start_error import StartError


class Binding(msgspec.Struct, frozen=True, rename="camel"):
    """A trigger or an output: of a queue, a timer, HTTP, or Event Grid, which has nothing of its own."""

    name: str
    type: str
    data_type: str = ""

    queue_name: str = ""
    connection: str = HOST_STORAGE

    schedule: str = ""
    run_on_startup: bool | None = None
    use_monitor: bool | None = None

    route: str | None = None
    methods: list[str] | None = None
    auth_level: str = "FUNCTION"


@dataclass(frozen=True)
class Function:
    """An indexed function: its trigger, and its other bindings by name; "$return" is that of the return value."""

    id: str
    name: str
    trigger: Binding
    outputs: dict[str, Binding]
    retry: RetryPolicy = retry_policy.NONE


@dataclass(frozen=True)
class Output:
    """A value that a function has put into its output binding `name`."""

    name: str
    value: TypedData


def function(function_id: str, name: str, raw_bindings: list[str], retry: Message | None = None) -> Function:
    """Build a function from the worker's metadata; `raw_bindings` are JSON, `retry` are RpcRetryOptions."""
    bindings = [_binding(name, raw) for raw in raw_bindings]
    triggers = [binding for binding in bindings if binding.type.lower().endswith("trigger")]
    if len(triggers) != 1:
        raise StartError(f"{name} has {len(triggers)} triggers; a function has one")
    others = {binding.name: binding for binding in bindings if binding is not triggers[0]}
    return Function(function_id, name, triggers[0], others, retry_policy.of(retry))


def _binding(function: str, raw: str) -> Binding:
    fields = msgspec.json.decode(raw, type=dict[str, Any])
    for field, value in fields.items():
        if isinstance(value, str):
            fields[field] = app_settings.resolved(value, f"the {field} of {function}")
    return msgspec.convert(fields, Binding)
