from hypothesis import given
from hypothesis import strategies as st

from shared.tracking import next_look

CAP = 300


def test_azures_retry_after_is_kept() -> None:
    """It comes with every 202."""
    assert next_look(60, 0, CAP) == 60


def test_without_retry_after_the_first_look_comes_after_a_minute() -> None:
    """Jobs carry none; ten VMs looked at every 30 seconds would be throttled."""
    assert next_look(None, 0, CAP) == 60


def test_an_old_operation_is_looked_at_less_often() -> None:
    """A tenth of its age, up to the cap."""
    assert next_look(None, 1_000, CAP) == 100
    assert next_look(60, 100_000, CAP) == CAP


@given(st.none() | st.integers(0, 10_000), st.floats(0, 1e6), st.integers(1, 10_000))
def test_the_cap_bounds_our_choice_and_never_azures(retry_after: int | None, age: float, cap: int) -> None:
    """A throttled hour is waited for."""
    wait = next_look(retry_after, age, cap)
    assert wait >= (retry_after or 0)
    assert wait <= max(cap, retry_after or 0)
