"""The functions of an app and their bindings, as its decorators describe them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from local_stack.functions_host.protos import TypedData
from local_stack.functions_host.start_error import StartError

DEFAULT_CONNECTION = "AzureWebJobsStorage"

_SETTING = re.compile(r"%([^%]+)%")


class Binding(msgspec.Struct, frozen=True, rename="camel"):
    """A trigger or an output; what belongs to other kinds than queues is left out."""

    name: str
    type: str
    queue_name: str = ""
    connection: str = DEFAULT_CONNECTION
    data_type: str = ""


@dataclass(frozen=True)
class Function:
    """An indexed function: its trigger, and its other bindings by name; "$return" is that of the return value."""

    id: str
    name: str
    trigger: Binding
    outputs: dict[str, Binding]


@dataclass(frozen=True)
class Output:
    """A value that a function has put into its output binding `name`."""

    name: str
    value: TypedData


def function(function_id: str, name: str, raw_bindings: list[str]) -> Function:
    """Build a function from the worker's metadata; `raw_bindings` are JSON."""
    bindings = [_binding(raw) for raw in raw_bindings]
    triggers = [binding for binding in bindings if binding.type.lower().endswith("trigger")]
    if len(triggers) != 1:
        raise StartError(f"{name} has {len(triggers)} triggers; a function has one")
    others = {binding.name: binding for binding in bindings if binding is not triggers[0]}
    return Function(function_id, name, triggers[0], others)


def _binding(raw: str) -> Binding:
    binding = msgspec.json.decode(raw, type=Binding)
    return msgspec.structs.replace(binding, queue_name=_with_settings(binding.queue_name, os.environ))


def _with_settings(text: str, settings: Mapping[str, str]) -> str:
    """Replace %NAME% by the app setting of that name."""

    def setting(found: re.Match[str]) -> str:
        if found[1] not in settings:
            raise StartError(f"the app setting {found[1]} is missing, which names a queue")
        return settings[found[1]]

    return _SETTING.sub(setting, text)
