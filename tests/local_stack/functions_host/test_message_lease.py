"""A lease is renewed at half time, and sooner after a failure."""

from hypothesis import given
from hypothesis import strategies as st

from local_stack.functions_host.message_lease import AZURES_LEASE, next_interval


def test_azures_lease_is_renewed_every_five_minutes_and_every_minute_in_trouble() -> None:
    """10 min visibility; LinearSpeedupStrategy halves the interval down to 1 min."""
    assert next_interval(60, AZURES_LEASE, renewed=True) == 300
    intervals = [300.0]
    while len(intervals) < 5:
        intervals.append(next_interval(intervals[-1], AZURES_LEASE, renewed=False))
    assert intervals == [300, 150, 75, 60, 60]


@given(st.floats(1, 3600), st.lists(st.booleans(), max_size=10))
def test_the_next_renewal_is_always_within_the_lease(lease: float, renewals: list[bool]) -> None:
    """Nor are there more than ten in one."""
    interval = lease / 2
    for renewed in renewals:
        interval = next_interval(interval, lease, renewed=renewed)
        assert lease / 10 <= interval <= lease / 2
