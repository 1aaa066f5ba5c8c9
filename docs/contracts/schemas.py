"""JSON Schemas from the types: what a sender may write, and what a consumer of events will read."""

import re
from typing import Any

import msgspec

from shared.cloud_event import NAMESPACE, CloudEvent, Event
from shared.malformed import APPS_OWN
from shared.messages import Request

type Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FROM_SETTINGS = {"vaultId", "policy", "requestId"}


def request_schema(kind: type[Request]) -> Schema:
    """Return what a sender may write to the request's queue: without the app's own fields, few are required."""
    schema = _closed(kind)
    properties = {name: form for name, form in schema["properties"].items() if name not in APPS_OWN}
    required = [name for name in schema["required"] if name in properties and name not in FROM_SETTINGS]
    return {
        "$schema": DIALECT,
        **schema,
        "title": f"{kind.__name__}, on the queue {kind.QUEUE}",
        "properties": properties,
        "required": required,
    }


def event_schema(kind: type[Event]) -> Schema:
    """Return the CloudEvents envelope with what is in its data."""
    envelope, data = _closed(CloudEvent), _closed(kind)
    definitions = data.pop("$defs", {})
    data["properties"]["requestId"] = {"type": "string", "format": "uuid"}
    properties = envelope["properties"] | {"type": {"const": f"{NAMESPACE}.{kind.__name__}"}, "data": data}
    return {"$schema": DIALECT, **envelope, "title": kind.__name__, "properties": properties, "$defs": definitions}


def _closed(kind: type) -> Schema:
    """Return a type's schema with its definitions inside, and patterns that every validator understands."""
    (reference,), definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    name = reference["$ref"].rpartition("/")[2]
    schema = definitions.pop(name)
    return _plain({**schema, "$defs": definitions} if definitions else schema)  # type: ignore[no-any-return] # a dict stays one


def _plain(part: Any) -> Any:  # noqa: ANN401 - JSON
    match part:
        case dict():
            return {
                key: ecma(value) if key == "pattern" and isinstance(value, str) else _plain(value)
                for key, value in part.items()
            }
        case list():
            return [_plain(value) for value in part]
    return part


def ecma(pattern: str) -> str:
    """Write one of our regular expressions without what only Python knows: flags, named groups and its own anchors."""
    flags = re.match(r"\(\?([ai]+)\)", pattern)
    bare = pattern[flags.end() :] if flags else pattern
    bare = re.sub(r"\(\?P<\w+>", "(", bare).replace(r"\A", "^").replace(r"\Z", "$")
    return _any_case(bare) if flags and "i" in flags[1] else bare


def _any_case(pattern: str) -> str:
    """Spell every letter in both cases; escapes and classes stay, classes of small letters get the large ones."""
    tokens = re.findall(r"\\.|\[[^\]]*\]|\{[^}]*\}|\(\?:|.", pattern)
    return "".join(map(_both_cases, tokens))


def _both_cases(token: str) -> str:
    if token.startswith("["):
        return token if "A-" in token else token.replace("a-z", "a-zA-Z").replace("a-f", "a-fA-F")
    return f"[{token.lower()}{token.upper()}]" if len(token) == 1 and token.isalpha() else token
