"""What a timer makes of the status that the last host left behind."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_stack.functions_host.timer import ncrontab
from local_stack.functions_host.timer.schedule_status import NEVER, ScheduleStatus, at_start, from_json
from tests.local_stack.functions_host.test_ncrontab import utc

DAILY = ncrontab.parse("0 0 2 * * *")
NOW = utc("2026-11-22 10:00")
TIMES = st.datetimes().map(lambda time: time.replace(tzinfo=UTC))


def test_a_timer_that_never_ran_waits_for_its_first_occurrence() -> None:
    """Nothing is missed by that."""
    assert at_start(None, DAILY, NOW) == ScheduleStatus(NEVER, utc("2026-11-23 02:00"), NOW)


def test_a_status_that_fits_the_schedule_is_kept() -> None:
    """Its `next` in the past tells that an occurrence was missed; how many, nobody asks."""
    for following in ("2026-11-20 02:00", "2026-11-23 02:00"):
        last = utc(following).replace(hour=1)
        stored = ScheduleStatus(last, utc(following), last)
        assert at_start(stored, DAILY, NOW) is stored


def test_a_timer_that_never_ran_may_have_missed_its_first_occurrence() -> None:
    """Then `next` was reckoned from the time when the status was written."""
    stored = ScheduleStatus(NEVER, utc("2026-11-22 02:00"), utc("2026-11-21 12:00"))
    assert at_start(stored, DAILY, NOW) is stored


def test_a_new_schedule_has_missed_nothing() -> None:
    """Though its own last occurrence was before now."""
    last = utc("2026-11-20 04:00")
    stored = ScheduleStatus(last, utc("2026-11-21 04:00"), last)
    assert at_start(stored, DAILY, NOW) == ScheduleStatus(NEVER, utc("2026-11-23 02:00"), NOW)


def test_a_new_schedule_goes_on_from_the_last_run() -> None:
    """When it is not due yet."""
    last = utc("2026-11-22 04:00")
    stored = ScheduleStatus(last, utc("2026-11-24 04:00"), last)
    assert at_start(stored, DAILY, NOW) == ScheduleStatus(NEVER, utc("2026-11-23 02:00"), last)


def test_after_a_run_the_next_occurrence_is_the_first_after_its_start() -> None:
    """So several that a long run missed become one, at once."""
    started = utc("2026-11-22 02:00:00.5")
    following = at_start(None, DAILY, NOW).after_run(started, DAILY)
    assert following == ScheduleStatus(started, utc("2026-11-23 02:00"), started)


@given(TIMES, TIMES)
def test_a_status_survives_its_blob(last: datetime, following: datetime) -> None:
    """To the microsecond."""
    status = ScheduleStatus(last, following, last)
    assert from_json(status.to_json()) == status


def test_a_status_of_azure_is_read() -> None:
    """Whose times have seven decimals and sometimes no zone, which is UTC then."""
    azure = {
        "Last": "0001-01-01T00:00:00",
        "Next": "2026-09-24T13:09:00+00:00",
        "LastUpdated": "2026-09-24T13:08:00.0096035Z",
    }
    assert from_json(json.dumps(azure).encode()) == ScheduleStatus(
        NEVER, utc("2026-09-24 13:09"), utc("2026-09-24 13:08:00.009604")
    )


@pytest.mark.parametrize("content", [None, b"", b"nonsense", b'{"Last": "yesterday"}'])
def test_what_is_no_status_counts_as_none(content: bytes | None) -> None:
    """The timer begins anew."""
    assert from_json(content) is None
