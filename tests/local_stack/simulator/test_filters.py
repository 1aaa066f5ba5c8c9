"""The grammar of $filter: conditions joined by `and`, values in quotes."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_stack.simulator.errors import Refusal
from local_stack.simulator.web.filters import moment, parse

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
TERMS = st.dictionaries(KEYS, st.text(), max_size=5)
GAPS = st.sampled_from([" ", "  ", "\t"])


@given(TERMS, GAPS, st.sampled_from(["and", "AND", "And"]))
def test_what_is_written_is_read(terms: dict[str, str], gap: str, conjunction: str) -> None:
    """Any values survive, quotes doubled; keys lose their case, gaps do not matter."""
    written = f"{gap}{conjunction}{gap}".join(
        f"{key.upper()}{gap}eq{gap}'{value.replace(chr(39), chr(39) * 2)}'" for key, value in terms.items()
    )
    assert parse(written) == terms


@given(st.text())
def test_anything_is_read_or_refused(written: str) -> None:
    """No text breaks the parser."""
    with suppress(Refusal):
        parse(written)


@pytest.mark.parametrize(
    "written", ["a eq 'b' and", "a eq 'b' or c eq 'd'", "a eq 'b'c eq 'd'", "a ne 'b'", "a eq b", "a eq 'b", "eq 'b'"]
)
def test_outside_the_grammar(written: str) -> None:
    """Nothing but conditions joined by `and` is understood."""
    with pytest.raises(Refusal):
        parse(written)


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9999, 1, 1)))  # noqa: DTZ001 - made aware below
def test_moments_with_am_and_pm(written: datetime) -> None:
    """Times are read as Microsoft's clients write them."""
    whole = written.replace(microsecond=0)
    assert moment(f"{whole:%Y-%m-%d %I:%M:%S %p}") == whole.replace(tzinfo=UTC)


def test_midnight() -> None:
    """Twelve AM is midnight, and so is the hour 00 of Microsoft's own example."""
    assert moment("2016-01-01 12:00:00 AM") == moment("2016-01-01 00:00:00 AM") == datetime(2016, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2016-13-01 01:00:00 AM", "2016-01-01", "yesterday", "2016-01-01T00:00:00Z"])
def test_no_moment(written: str) -> None:
    """Anything else is refused."""
    with pytest.raises(Refusal):
        moment(written)
