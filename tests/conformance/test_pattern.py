"""A pattern says what an answer must have, and tells where one differs."""

import re
from typing import Any

import pytest

from conformance.pattern import Each, Keep, Some, Without, differences, filled

ANSWER = {
    "name": "web01",
    "properties": {"state": "Protected", "count": 2, "deleted": None, "flag": True},
    "points": [{"name": "1", "type": "a"}, {"name": "2", "type": "b"}],
}

ALIKE: dict[str, Any] = {
    "a few keys": {"name": "web01"},
    "a key deep inside": {"properties": {"state": "Protected"}},
    "anything": {"properties": ...},
    "a type": {"properties": {"count": int}},
    "a regular expression": {"name": re.compile(r"web\d+")},
    "each element": {"points": [{"name": "1"}, {"name": "2"}]},
    "some element": {"points": Some({"name": "2"})},
    "all elements": {"points": Each({"name": str})},
    "null is as good as nothing": {"properties": Without(("deleted", "never"))},
    "a name filled in": {"name": "$vm"},
}

UNLIKE: dict[str, tuple[Any, str]] = {
    "another value": ({"name": "web02"}, ".name: expected 'web02', got 'web01'"),
    "a missing key": ({"id": ...}, ".id: missing"),
    "another type": ({"properties": {"count": str}}, ".properties.count: expected str, got 2"),
    "a flag is no number": ({"properties": {"flag": int}}, ".properties.flag: expected int, got True"),
    "half a match": ({"name": re.compile("web")}, ".name: expected web, got 'web01'"),
    "too few elements": ({"points": [{"name": "1"}]}, ".points: expected 1 elements, got [{'name': '1'"),
    "no such element": ({"points": Some({"name": "3"})}, ".points: nothing in it is like {'name': '3'}"),
    "an element unlike": ({"points": Each({"type": "a"})}, ".points[1].type: expected 'a', got 'b'"),
    "a key too many": ({"properties": Without(("state",))}, ".properties.state: not expected"),
    "no object": ({"name": {"first": "web"}}, ".name: expected an object, got 'web01'"),
    "no list": ({"name": Some("w")}, ".name: expected a list, got 'web01'"),
    "nothing at all": (None, "it: nothing expected, got {'name': 'web01'"),
}


@pytest.mark.parametrize("name", ALIKE)
def test_alike(name: str) -> None:
    """What a pattern does not mention, does not matter."""
    assert list(differences(ALIKE[name], ANSWER, {"vm": "web01"})) == []


@pytest.mark.parametrize("name", UNLIKE)
def test_unlike(name: str) -> None:
    """A difference says where, what was expected, and what came."""
    pattern, told = UNLIKE[name]
    (only,) = differences(pattern, ANSWER, {})
    assert only.startswith(told)


def test_every_difference_is_told() -> None:
    """One difference does not hide the next."""
    assert len(list(differences({"name": 1, "id": ..., "properties": {"count": 3}}, ANSWER, {}))) == 3


def test_keep() -> None:
    """What is kept can be named later, in patterns and in texts."""
    kept: dict[str, str] = {}
    assert not any(differences({"points": [{"name": Keep("first", str)}, ...]}, ANSWER, kept))
    assert kept == {"first": "1"}
    assert filled({"id": ["/$first", 1]}, kept) == {"id": ["/1", 1]}


def test_keep_from_some() -> None:
    """Only an element that is like the pattern is kept."""
    kept: dict[str, str] = {}
    assert not any(differences({"points": Some({"name": Keep("point"), "type": "b"})}, ANSWER, kept))
    assert kept == {"point": "2"}


def test_empty_list_has_not_each() -> None:
    """All elements of nothing are no proof."""
    assert list(differences(Each(str), [], {})) == ["it: it is empty"]


def test_never_kept() -> None:
    """A name that nothing was kept under is an error, not an empty text."""
    with pytest.raises(KeyError, match="point"):
        filled("-r $point", {})
