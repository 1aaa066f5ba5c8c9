"""What an answer must have, and where one differs: exact where it matters, silent about all else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

type Json = Any
type Pattern = Any


@dataclass(frozen=True)
class Keep:
    """Remember what stands here under a name, so that later rows can say `$name`."""

    name: str
    shape: Pattern = ...


@dataclass(frozen=True)
class Some:
    """At least one element of a list is like this."""

    shape: Pattern


@dataclass(frozen=True)
class Each:
    """A list has elements, and all are like this."""

    shape: Pattern


@dataclass(frozen=True)
class Without:
    """An object has none of these keys, or only null there, as az prints what is missing."""

    keys: tuple[str, ...]


def differences(pattern: Pattern, got: Json, kept: dict[str, str], at: str = "") -> Iterator[str]:
    """Tell in words where `got` is not like the pattern; remember in `kept` what it says to keep.

    A dict names keys that must be there, a list each element, a type or a regular expression what a value is,
    `...` anything at all, and everything else the value itself, with `$names` filled in.
    """
    match pattern:
        case None if got is not None:
            yield f"{at or 'it'}: nothing expected, got {_short(got)}"
        case dict():
            yield from _of_object(pattern, got, kept, at)
        case list() | Some() | Each():
            yield from _of_list(pattern, got, kept, at)
        case Without(keys):
            yield from (f"{at}.{key}: not expected" for key in keys if got.get(key) is not None)
        case Keep(name, shape):
            kept[name] = str(got)
            yield from differences(shape, got, kept, at)
        case _ if not _is(filled(pattern, kept), got):
            yield f"{at or 'it'}: expected {_short(filled(pattern, kept))}, got {_short(got)}"


def filled(text: Any, kept: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Fill `$names` in, at any depth; KeyError if one was never kept."""
    match text:
        case str():
            return Template(text).substitute(kept)
        case dict():
            return {key: filled(value, kept) for key, value in text.items()}
        case list() | tuple():
            return type(text)(filled(value, kept) for value in text)
    return text


def _of_object(pattern: dict[str, Pattern], got: Json, kept: dict[str, str], at: str) -> Iterator[str]:
    if not isinstance(got, dict):
        yield f"{at or 'it'}: expected an object, got {_short(got)}"
        return
    for key, expected in pattern.items():
        if key not in got:
            yield f"{at}.{key}: missing"
        else:
            yield from differences(expected, got[key], kept, f"{at}.{key}")


def _of_list(pattern: list[Pattern] | Some | Each, got: Json, kept: dict[str, str], at: str) -> Iterator[str]:
    if not isinstance(got, list) or (isinstance(pattern, list) and len(got) != len(pattern)):
        expected = f"{len(pattern)} elements" if isinstance(pattern, list) else "a list"
        yield f"{at or 'it'}: expected {expected}, got {_short(got)}"
        return
    match pattern:
        case Some(shape):
            if not any(_like(shape, element, kept) for element in got):
                yield f"{at or 'it'}: nothing in it is like {_short(shape)}"
        case Each(shape):
            if not got:
                yield f"{at or 'it'}: it is empty"
            for place, element in enumerate(got):
                yield from differences(shape, element, kept, f"{at}[{place}]")
        case _:
            for place, (expected, element) in enumerate(zip(pattern, got, strict=True)):
                yield from differences(expected, element, kept, f"{at}[{place}]")


def _like(shape: Pattern, got: Json, kept: dict[str, str]) -> bool:
    """Try one element; only one that fits may keep anything."""
    attempt = dict(kept)
    fits = not any(differences(shape, got, attempt))
    if fits:
        kept |= attempt
    return fits


def _is(pattern: Pattern, got: Json) -> bool:
    match pattern:
        case type():
            return isinstance(got, pattern) and not (pattern is int and isinstance(got, bool))
        case re.Pattern():
            return isinstance(got, str) and pattern.fullmatch(got) is not None
    return pattern is ... or bool(pattern == got)


def _short(value: object) -> str:
    text = value.pattern if isinstance(value, re.Pattern) else getattr(value, "__name__", repr(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


_LONGEST = 120
