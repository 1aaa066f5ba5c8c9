"""Schedules mean what NCrontab, the library in Azure's host, takes them to mean."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_stack.functions_host.timer import ncrontab
from local_stack.functions_host.timer.ncrontab import FIELDS, MalformedError


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Those with "NCrontab" stand in the tests of NCrontab itself, with the same answer.
TABLE = [
    # every field in its place
    ("* * * * * *", "2003-01-01 00:00:58", "2003-01-01 00:00:59", "2003-01-01 00:01:00", "2003-01-01 00:01:01"),
    ("45 * * * * *", "2003-01-01 00:00:00", "2003-01-01 00:00:45", "2003-01-01 00:01:45", "2003-01-01 00:02:45"),
    ("0 0 2 * * *", "2026-11-22 02:00:00", "2026-11-23 02:00", "2026-11-24 02:00", "2026-11-25 02:00"),
    ("0 30 9 * * *", "2026-12-31 09:29:59", "2026-12-31 09:30", "2027-01-01 09:30", "2027-01-02 09:30"),
    ("0 0 0 1 1 *", "2026-11-22 00:00", "2027-01-01 00:00", "2028-01-01 00:00", "2029-01-01 00:00"),
    ("0 0 0 1 * *", "2026-11-22 00:00", "2026-12-01 00:00", "2027-01-01 00:00", "2027-02-01 00:00"),
    # five fields begin with the minute
    ("*/15 * * * *", "2003-01-01 00:00:01", "2003-01-01 00:15", "2003-01-01 00:30", "2003-01-01 00:45"),
    ("1 12 * * 2", "2003-06-19 00:00", "2003-06-24 12:01", "2003-07-01 12:01", "2003-07-08 12:01"),  # NCrontab
    ("  0  0   2 * *   * ", "2026-11-22 00:00", "2026-11-22 02:00", "2026-11-23 02:00", "2026-11-24 02:00"),
    # lists, ranges, steps
    (
        "45-47,48,49 * * * * *",
        "2003-01-01 00:00:48",
        "2003-01-01 00:00:49",
        "2003-01-01 00:01:45",
        "2003-01-01 00:01:46",
    ),
    ("2/5 * * * * *", "2003-01-01 00:00:52", "2003-01-01 00:00:57", "2003-01-01 00:01:02", "2003-01-01 00:01:07"),
    ("* 0-1 10 * * *", "2021-02-24 09:50:35", "2021-02-24 10:00:00", "2021-02-24 10:00:01", "2021-02-24 10:00:02"),
    ("0 10-40/15 * * * *", "2003-01-01 00:00", "2003-01-01 00:10", "2003-01-01 00:25", "2003-01-01 00:40"),
    ("0 0 3/4 * * *", "2003-12-20 10:00", "2003-12-20 11:00", "2003-12-20 15:00", "2003-12-20 19:00"),
    ("5/70 * * * * *", "2026-01-01 00:00", "2026-01-01 00:00:05", "2026-01-01 00:01:05", "2026-01-01 00:02:05"),
    ("*/25 * * * * *", "2026-01-01 00:00:26", "2026-01-01 00:00:50", "2026-01-01 00:01:00", "2026-01-01 00:01:25"),
    ("0 0 0 */10 * *", "2026-01-22 00:00", "2026-01-31 00:00", "2026-02-01 00:00", "2026-02-11 00:00"),
    # a backward range is turned round
    ("0 0 22-2 * * *", "2026-01-01 21:00", "2026-01-01 22:00", "2026-01-02 02:00", "2026-01-02 03:00"),
    ("0 0 0 * * Fri-Mon", "2026-11-26 00:00", "2026-11-27 00:00", "2026-11-30 00:00", "2026-12-01 00:00"),
    ("0 0 0 * * SAT-SUN", "2026-11-26 00:00", "2026-11-27 00:00", "2026-11-28 00:00", "2026-11-29 00:00"),
    # the ends of months
    ("0 0 0 15,30,31 * *", "2000-01-31 00:00", "2000-02-15 00:00", "2000-03-15 00:00", "2000-03-30 00:00"),
    ("0 0 2 31 * *", "2026-01-31 02:00", "2026-03-31 02:00", "2026-05-31 02:00", "2026-07-31 02:00"),
    ("0 0 2 30 * *", "2026-01-30 02:00", "2026-03-30 02:00", "2026-04-30 02:00", "2026-05-30 02:00"),
    ("59 59 23 * * *", "2003-02-28 23:59:59", "2003-03-01 23:59:59", "2003-03-02 23:59:59", "2003-03-03 23:59:59"),
    # leap days
    ("0 1 12 29 2 *", "2000-01-01 12:00", "2000-02-29 12:01", "2004-02-29 12:01", "2008-02-29 12:01"),  # NCrontab
    ("0 1 12 28 2 *", "2003-02-28 12:01", "2004-02-28 12:01", "2005-02-28 12:01", "2006-02-28 12:01"),  # NCrontab
    ("0 0 0 29 2 *", "2096-03-01 00:00", "2104-02-29 00:00", "2108-02-29 00:00", "2112-02-29 00:00"),
    ("0 * * * * *", "2004-02-28 23:59:00", "2004-02-29 00:00", "2004-02-29 00:01", "2004-02-29 00:02"),
    # names, in any case, cut anywhere; the first that fits
    ("0 30 6 * * sunday", "2003-06-26 10:00", "2003-06-29 06:30", "2003-07-06 06:30", "2003-07-13 06:30"),  # NCrontab
    ("0 15 18 * * Mon", "2003-06-01 14:55", "2003-06-02 18:15", "2003-06-09 18:15", "2003-06-16 18:15"),  # NCrontab
    ("0 0 0 1 FEBR,ju,D *", "2026-01-01 00:00", "2026-02-01 00:00", "2026-06-01 00:00", "2026-12-01 00:00"),
    ("0 0 9 * * Mon-Fri", "2026-11-20 09:00", "2026-11-23 09:00", "2026-11-24 09:00", "2026-11-25 09:00"),
    ("0 0 9 * * MON,wed,6", "2026-11-22 00:00", "2026-11-23 09:00", "2026-11-25 09:00", "2026-11-28 09:00"),
    ("0 0 9 * * 0", "2026-11-22 09:00", "2026-11-29 09:00", "2026-12-06 09:00", "2026-12-13 09:00"),
    # day of month AND day of week, unlike Unix cron
    ("0 45 16 1 * Mon", "2003-01-01 12:00", "2003-09-01 16:45", "2003-12-01 16:45", "2004-03-01 16:45"),  # NCrontab
    ("0 0 12 13 * Fri", "2026-01-01 00:00", "2026-02-13 12:00", "2026-03-13 12:00", "2026-11-13 12:00"),
    ("0 30 9 1-7 * Mon", "2026-01-01 00:00", "2026-01-05 09:30", "2026-02-02 09:30", "2026-03-02 09:30"),
    ("0 0 0 29 2 Mon", "2024-03-01 00:00", "2044-02-29 00:00", "2072-02-29 00:00", "2112-02-29 00:00"),
]


@pytest.mark.parametrize(("expression", "start", "first", "second", "third"), TABLE, ids=[row[0] for row in TABLE])
def test_the_next_three_occurrences(expression: str, start: str, first: str, second: str, third: str) -> None:
    """After a time, never at it."""
    occurrences = ncrontab.parse(expression).occurrences(utc(start))
    assert list(itertools.islice(occurrences, 3)) == [utc(first), utc(second), utc(third)]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "it has 0 fields, not 6"),
        ("every night", "it has 2 fields, not 6"),
        ("@daily", "it has 1 fields, not 6"),
        ("* * * *", "it has 4 fields, not 6"),
        ("0 0 2 * * * 2026", "it has 7 fields, not 6"),
        ("60 * * * * *", "the second '60' is none of: *, 0 to 59"),
        ("* 60 * * * *", "the minute '60'"),
        ("0 0 24 * * *", "the hour '24'"),
        ("0 0 0 0 * *", "the day of month '0' is none of: *, 1 to 31"),
        ("0 0 0 32 * *", "the day of month '32'"),
        ("0 0 0 * 0 *", "the month '0'"),
        ("0 0 0 * 13 *", "the month '13' is none of: *, 1 to 12 or Jan, Feb"),
        ("0 0 0 * * 7", "the day of week '7' is none of: *, 0 to 6 or Sun, Mon"),
        ("0 0 0 L * *", "the day of month 'L'"),
        ("0 0 0 15W * *", "the day of month '15W'"),
        ("0 0 0 ? * *", "the day of month '?'"),
        ("0 0 0 * * 5L", "the day of week '5L'"),
        ("0 0 0 * * MON#2", "the day of week 'MON#2'"),
        ("0 0 0 * * Mondays", "the day of week 'Mondays'"),
        ("0 0 0 * Foo *", "the month 'Foo'"),
        ("H H * * *", "the minute 'H'"),
        ("R * * * *", "the minute 'R'"),
        ("*/0 * * * * *", "the second '*/0'"),
        ("/5 * * * * *", "the second '/5'"),
        ("5/ * * * * *", "the second '5/'"),
        ("-5 * * * * *", "the second '-5'"),
        ("*-5 * * * * *", "the second '*-5'"),
        ("1-2-3 * * * * *", "the second '1-2-3'"),
        ("1,,2 * * * * *", "the second ''"),
        ("0-60 * * * * *", "the second '60'"),
        ("0\t0 2 * * *", "the minute '0\\t0'"),
        ("0 0 0 30 2 *", "there is no such day in any year"),
        ("0 0 0 31 4,6,9,11 *", "there is no such day in any year"),
        ("00:05:00", "a TimeSpan needs a dedicated plan"),
        ("1.00:00:00", "a TimeSpan needs a dedicated plan"),
    ],
)
def test_what_azure_would_not_read_is_refused(expression: str, reason: str) -> None:
    """With the field and what is right there; croniter alone would take many of these."""
    with pytest.raises(MalformedError) as refusal:
        ncrontab.parse(expression)
    assert str(refusal.value).startswith(reason)


def values(lowest: int, highest: int) -> st.SearchStrategy[str]:
    number = st.integers(lowest, highest)
    element = st.one_of(
        st.just("*"),
        number.map(str),
        st.tuples(number, number).map("{0[0]}-{0[1]}".format),
        st.tuples(number, st.integers(1, 70)).map("{0[0]}/{0[1]}".format),
        st.integers(1, 70).map("*/{}".format),
    )
    return st.lists(element, min_size=1, max_size=3).map(",".join)


def matches(time: datetime, numbers: str) -> bool:
    """Read the plain numbers of a schedule by themselves."""
    parts = (time.second, time.minute, time.hour, time.day, time.month, time.isoweekday() % 7)
    return all(
        text == "*" or part in map(int, text.split(",")) for part, text in zip(parts, numbers.split(), strict=True)
    )


DAYS = FIELDS[3]


@given(
    # Up to the 28th: a day that no month has is refused.
    st.tuples(*(values(field.lowest, 28 if field is DAYS else field.highest) for field in FIELDS)).map(" ".join),
    st.datetimes(datetime(1970, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
)
def test_the_next_occurrence_is_the_first_that_matches(expression: str, start: datetime) -> None:
    """It is later, it matches, and no second of the hour before it does."""
    schedule = ncrontab.parse(expression)
    occurrence = schedule.after(start)
    assert occurrence > start
    assert occurrence.microsecond == 0
    assert matches(occurrence, schedule.numbers)
    before = max(start, occurrence - timedelta(minutes=2)) + timedelta(seconds=1)
    earlier = (before.replace(microsecond=0) + timedelta(seconds=number) for number in range(120))
    assert not any(matches(time, schedule.numbers) for time in earlier if time < occurrence)


@pytest.mark.parametrize(
    ("expression", "quick"),
    [("* * * * * *", True), ("*/30 * * * * *", True), ("0 * * * * *", False), ("0 0 2 * * *", False)],
)
def test_a_schedule_of_more_than_one_in_the_next_minute_is_quick(expression: str, *, quick: bool) -> None:
    """Azure keeps no status of those."""
    assert ncrontab.parse(expression).is_quick(utc("2026-11-22 10:00:30.1")) is quick
