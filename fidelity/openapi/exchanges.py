"""A request and its answer, as OpenAPI looks at them."""

import re
from collections.abc import Hashable, Mapping
from typing import Any

from msgspec import Struct

from fidelity.addresses import call_name

type Json = Any

# Longer texts are messages, scripts and addresses: no document says what they look like.
_LONGEST_WORD = 60

# What a text with digits can be right or wrong as.
_KIND = re.compile(r"(?P<time>\d{4}-\d\d-\d\dT[\d:.]+)(?P<offset>Z|[+-]\d\d:\d\d)?|(?P<duration>P[\dDTHMS.]+)")


class Exchange(Struct, frozen=True):
    """A request and its answer; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    sent: Json
    status: int
    headers: frozenset[str]
    received: Json

    @property
    def version(self) -> str:
        """Tell the api-version asked for."""
        return self.query.get("api-version", "")

    @property
    def call(self) -> str:
        """Name the kind of call."""
        return call_name(self.method, self.path).rpartition(" ")[0]

    @property
    def shape(self) -> Hashable:
        """Tell apart what a validation could tell apart."""
        asked = (self.method, self.call, self.version, frozenset(self.query), _shape(self.sent))
        return (*asked, self.status, self.headers, _shape(self.received))


def _shape(value: Json) -> Hashable:
    match value:
        case dict():
            return frozenset((key, _shape(content)) for key, content in value.items())
        case list():
            return frozenset(map(_shape, value))
        case str():
            return _text(value)
    return type(value).__name__


def _text(value: str) -> str:
    """Keep words of the API; of a text with digits, what can be right or wrong about it."""
    if len(value) > _LONGEST_WORD:
        return ""
    if not any(map(str.isdigit, value)):
        return value
    kind = _KIND.fullmatch(value)
    return "/".join(sorted(name for name, part in kind.groupdict().items() if part)) if kind else "digits"
