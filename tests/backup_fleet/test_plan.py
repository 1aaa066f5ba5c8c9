import pytest
from hypothesis import given
from hypothesis import strategies as st

from backup_fleet.plan import offsets


@given(st.integers(1, 2_000), st.floats(0, 86_400), st.floats(0.5, 6_000))
def test_each_turn_lies_in_its_own_share_of_the_window(count: int, window: float, per_minute: float) -> None:
    """In order, none beyond the end, and never faster than the rate over the whole."""
    turns = offsets(count, window, per_minute)
    span = max(window, count * 60 / per_minute)
    assert len(turns) == count
    assert turns == sorted(turns)
    for place, turn in enumerate(turns):
        assert span * place / count <= turn + 1e-6
        assert turn <= span * (place + 1) / count + 1e-6


def test_a_window_that_is_too_short_for_the_rate_grows() -> None:
    """The rate protects Azure; a late backup is better than none."""
    assert max(offsets(120, 60, 60)) == pytest.approx(119.5, abs=0.5)


def test_no_vms_have_no_turns() -> None:
    """An empty vault is no error."""
    assert offsets(0, 3_600, 30) == []
