"""Times and durations are written as Azure writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_stack.simulator.web.times import american, iso, iso_duration, read_iso, ticks


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read(moment: datetime) -> None:
    """No moment is lost on the way out and in."""
    assert read_iso(iso(moment)) == moment


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2024, 5, 14, 8, 49, 42, 431146, tzinfo=UTC), "2024-05-14T08:49:42.431146Z"),
        (datetime(2024, 5, 14, 8, 49, 42, 430000, tzinfo=UTC), "2024-05-14T08:49:42.43Z"),
        (datetime(2024, 5, 14, 10, 0, 0, tzinfo=UTC), "2024-05-14T10:00:00Z"),
    ],
)
def test_fractions(moment: datetime, written: str) -> None:
    """Fractions are as long as needed."""
    assert iso(moment) == written


@pytest.mark.parametrize(
    ("lasted", "written"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(seconds=2.458112), "PT2.458112S"),
        (timedelta(minutes=41, seconds=11.187793), "PT41M11.187793S"),
        (timedelta(hours=1, minutes=30), "PT1H30M"),
        (timedelta(days=1, seconds=5), "P1DT5S"),
    ],
)
def test_durations(lasted: timedelta, written: str) -> None:
    """What is zero is left out, but for nothing at all."""
    assert iso_duration(lasted) == written


def test_american_times() -> None:
    """Job properties have the month first, and twelve hours."""
    assert american(datetime(2024, 6, 13, tzinfo=UTC)) == "6/13/2024 12:00:00 AM"
    assert american(datetime(2024, 6, 13, 15, 4, 5, tzinfo=UTC)) == "6/13/2024 3:04:05 PM"


def test_ticks() -> None:
    """A recorded signed address carries the moment of its answer (signed_poll_url_full_example.json)."""
    assert ticks(datetime(2024, 5, 14, 8, 49, 41, 539440, tzinfo=UTC)) == 638512733815394400
