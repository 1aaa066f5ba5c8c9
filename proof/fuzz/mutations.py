"""Garbage with a form: valid JSON of which something is wrong. Pure, given the chances."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

type Json = Any
type Place = tuple[dict[str, Json] | list[Json], str | int]

DEEP = 3_000
HUGE = 20_000
HALF, SELDOM = 0.5, 0.05
WRONG: tuple[Json, ...] = (
    *(None, True, False, 0, -1, 7, 1.5, 1e300, 2**64, -(10**30), [], {}, [[]], [{}], {"": ""}, "", " ", "0"),
    *(
        "\x00",
        "\r\nX-Header: 1",
        "é",
        "ſ",  # noqa: RUF001 - the letter that `s` is in a pattern without case
        "日本語",
        "😀",
        "\ud800",
        "\u202e",
        "../..",
        "%2e%2e",
        "a;b",
        "{0}",
        "9" * 5_000,
    ),
    *("nan", "inf", "null", "latest", "Succeeded", "Failed", "InProgress", "Completed", "CompletedWithWarnings"),
    *("0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22T03:00:00"),
    *("2026-11-22T02:59:59Z", "11111111-1111-1111-1111-111111111111", "https://evil.example/", "/", "//evil.example/"),
)


def mutated(text: bytes, random: Random) -> bytes | None:
    """Return the JSON with one to four things wrong, or None where the text is no JSON to begin with."""
    try:
        value = [json.loads(text)]
        for _ in range(random.randint(1, 4)):
            holder, key = random.choice([*_places(value), (value, 0)] if value else [([None], 0)])
            random.choice(CHANGES)(holder, key, random)
        written = json.dumps(value[0] if value else None, ensure_ascii=random.random() < HALF)
        return _deep(_twice(written, random), random).encode(errors="surrogatepass")
    except (ValueError, RecursionError):
        return None


def _places(value: dict[str, Json] | list[Json]) -> Iterator[Place]:
    """Yield every place in the tree, the root's own holder first."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def _replaced(holder: Json, key: str | int, random: Random) -> None:
    holder[key] = deepcopy(random.choice(WRONG))


def _removed(holder: Json, key: str | int, _: Random) -> None:
    del holder[key]


def _repeated(holder: Json, key: str | int, random: Random) -> None:
    if isinstance(holder, dict):
        holder[f"{key}2"] = holder[key]
    else:
        holder.extend([holder[key]] * random.choice((1, 5, 200)))


def _added(holder: Json, key: str | int, random: Random) -> None:
    if isinstance(holder[key], dict):
        holder[key][random.choice(("extra", "", "ä", "x" * 300, "type", "value", "error"))] = deepcopy(
            random.choice(WRONG)
        )


def _grown(holder: Json, key: str | int, random: Random) -> None:
    """Make a text long, in letters that take one byte, or six in JSON, or none that is a character."""
    text = holder[key] if isinstance(holder[key], str) else "x"
    holder[key] = text + random.choice(("x", "\x01", "語", "😀", " ", "\\")) * random.choice((100, 600, 4_000, HUGE))


def _wrapped(holder: Json, key: str | int, random: Random) -> None:
    holder[key] = [holder[key]] if random.random() < HALF else {"a": holder[key]}


def _swapped(holder: Json, key: str | int, random: Random) -> None:
    """Put there what stands elsewhere in the same object."""
    holder[key] = random.choice(list(holder.values()) if isinstance(holder, dict) else holder)


CHANGES: tuple[Callable[[Json, str | int, Random], None], ...] = (
    *(_replaced, _replaced, _replaced, _removed, _repeated, _added, _grown, _wrapped, _swapped),
)


def _twice(text: str, random: Random) -> str:
    """Name an object's first field twice, now and then."""
    if random.random() > SELDOM or not text.startswith('{"'):
        return text
    name = text.split('"', 2)[1]
    return f'{{"{name}": {json.dumps(random.choice(WRONG))}, {text[1:]}'


def _deep(text: str, random: Random) -> str:
    """Put something very deep where nothing stands, now and then."""
    return text.replace("null", "[" * DEEP + "]" * DEEP, 1) if random.random() < SELDOM else text
