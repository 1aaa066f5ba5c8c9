"""The messages of Microsoft's worker protocol without protobuf: this module itself is the worker's `protos`.

The worker only builds messages, reads their fields and asks a union which field is set.
"""

from types import SimpleNamespace


class Message(SimpleNamespace):
    """Named fields, set by keyword."""


class TypedData(Message):
    """A union: exactly one of string, json, bytes, http, ... is set."""

    def WhichOneof(self, _union: str) -> str | None:  # noqa: N802 - protobuf's name
        """Name the field that is set."""
        return next(iter(vars(self)), None)


class ParameterBinding(Message):
    """The value of one binding: name, data (TypedData)."""

    def WhichOneof(self, _union: str) -> str:  # noqa: N802 - protobuf's name
        """Name the field that is set: never the shared memory of the real host."""
        return "data"


class StatusResult(Message):
    """How a request ended: status, exception."""

    Failure = 0
    Success = 1


class BindingInfo(Message):
    """A binding as the worker found it: type, data_type, direction."""

    undefined = 0
    out = 1
    inout = 2


class RpcHttpCookie(Message):
    """A cookie of an HTTP answer: name, value, domain, path, expires, secure, http_only, same_site, max_age."""

    SameSite = Message(**{"None": 0, "Lax": 1, "Strict": 2, "ExplicitNone": 3})


def __getattr__(_name: str) -> type[Message]:
    """Every other message is only a record."""
    return Message
