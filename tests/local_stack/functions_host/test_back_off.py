"""An idle listener looks less and less often."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from local_stack.functions_host.back_off import SHORTEST, BackOff

longest_intervals = st.floats(SHORTEST, 3600)
jitters = st.floats(0.8, 1.2)


def test_the_intervals_are_those_of_the_webjobs_sdk() -> None:
    """100 ms, then 100 ms + 2^(n-1) * 100 ms, up to maxPollingInterval."""
    back_off = BackOff(longest=2, jitter=lambda: 1)
    assert [round(back_off.next(), 6) for _ in range(8)] == [0.1, 0.2, 0.3, 0.5, 0.9, 1.7, 2, 2]


def test_a_found_message_starts_it_again() -> None:
    """The next wait is 100 ms, and grows as before."""
    back_off = BackOff(longest=60, jitter=lambda: 1)
    first = [back_off.next() for _ in range(5)]
    back_off.reset()
    assert [back_off.next() for _ in range(5)] == first


@given(longest_intervals, st.lists(jitters, min_size=40, max_size=40))
def test_it_stays_within_100_ms_and_the_longest_interval_and_ends_there(longest: float, chances: list[float]) -> None:
    """Whatever chance says; 40 looks double it beyond an hour."""
    back_off = BackOff(longest, jitter=iter(chances).__next__)
    waits = [back_off.next() for _ in range(40)]
    assert all(SHORTEST <= wait <= longest for wait in waits)
    assert waits[-1] == longest


@given(st.lists(jitters, min_size=12, max_size=12))
def test_it_never_looks_more_often_than_before(chances: list[float]) -> None:
    """Even the least chance after the greatest: doubling beats +-20 %."""
    back_off = BackOff(60, jitter=iter(chances).__next__)
    waits = [back_off.next() for _ in range(12)]
    assert all(earlier <= later for earlier, later in itertools.pairwise(waits))
