"""Runs take as long as recorded ones."""

import statistics

import pytest

from local_stack.simulator.state.durations import SEEN, Durations


@pytest.mark.parametrize("what", SEEN)
def test_recorded_extremes_and_median(what: str) -> None:
    """No run is shorter or longer than any recorded one, and half of them are below the recorded median."""
    durations = Durations(seed=1)
    drawn = [durations.draw(what).total_seconds() for _ in range(2001)]
    assert SEEN[what].shortest <= min(drawn)
    assert max(drawn) <= SEEN[what].longest + 1e-3
    spread = SEEN[what].longest - SEEN[what].shortest
    assert abs(statistics.median(drawn) - SEEN[what].median) <= 0.05 * spread


def test_seed() -> None:
    """The same seed draws the same durations."""
    one, other = Durations(seed=7), Durations(seed=7)
    assert [one.draw("enable") for _ in range(5)] == [other.draw("enable") for _ in range(5)]
