"""Every reader of outside input against garbage; what it may answer stands in proof/fuzz/readers.py and steps.py."""

import json
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof.fuzz.mutations import mutated
from proof.fuzz.parsers import CORPUS, PARSERS, seeds

CASES = [pytest.param(name, text, id=f"{name}-{place}") for name in PARSERS for place, text in enumerate(seeds(name))]


def almost_right(name: str) -> st.SearchStrategy[bytes]:
    """Return valid examples of which something is wrong."""

    def broken(text: bytes, random: Random) -> bytes:
        return mutated(text, random) or text[: random.randint(0, len(text))]

    return st.builds(broken, st.sampled_from(seeds(name)), st.randoms(use_true_random=False))


def nested(depth: int) -> Iterator[bytes]:
    """Yield what is deeper than anybody reads, open and closed, alone and as Azure's answer."""
    deep = "[" * depth
    yield deep.encode()
    yield ('{"a":' * depth).encode()
    yield ('[{"body": ' + deep + "]" * depth + "}]").encode()


@pytest.mark.parametrize(("name", "text"), CASES)
def test_every_example_is_read(name: str, text: bytes) -> None:
    """The rules hold of what is right, before they are held against what is wrong."""
    PARSERS[name](text)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=40)
@given(st.data())
def test_what_is_almost_right_ends_as_documented(name: str, data: st.DataObject) -> None:
    """Never an exception, nor a message that no queue takes or that the next step does not understand."""
    PARSERS[name](data.draw(almost_right(name)))


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=20)
@given(text=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_of_no_form_end_as_documented(name: str, text: bytes) -> None:
    """Whoever may write to a queue may write anything."""
    PARSERS[name](text)


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_too_deep_ends_as_documented(name: str) -> None:
    """Python's stack has an end, and a JSON text of 64 KiB has room for more."""
    for text in nested(30_000):
        PARSERS[name](text)


def test_every_folder_of_examples_has_its_reader() -> None:
    """And every reader its examples."""
    assert {path.name for path in CORPUS.iterdir()} == set(PARSERS)
    assert all(seeds(name) for name in PARSERS)


@given(st.integers(0, 2**32))
def test_the_garbage_of_one_chance_is_always_the_same(chance: int) -> None:
    """So that what it breaks can be fed again."""
    text = json.dumps({"vmId": "a", "disks": [1, None]}).encode()
    once, again = (mutated(text, Random(chance)) for _ in range(2))  # noqa: S311 - to be repeatable
    assert once == again
