import random
from collections import Counter
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.board import Board
from shared.connections import Connections
from shared.settings import Settings
from shared.tracking import next_look, next_look_at_board, next_look_at_job
from tests.running import App

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


def boarded(azure: Connections, waiting: int) -> list[float]:
    """Return for how many seconds each of so many sleeps."""
    random.seed(waiting)
    now = azure.now()
    board = Board(seen=now, next=now + timedelta(seconds=100), pages=5, running=waiting, entries=msgspec.Raw(b"[]"))
    return [(next_look_at_board(board, waiting, azure) - now).total_seconds() for _ in range(waiting)]


@pytest.mark.parametrize("waiting", [1, 2, 3, 4])
def test_few_who_wait_look_in_every_round(app: App, waiting: int) -> None:
    """Soon after the board is new."""
    assert all(100 <= seconds <= 110 for seconds in boarded(app.connections, waiting))


@pytest.mark.parametrize("waiting", [7, 20, 150, 1_000, 4_000])
def test_of_many_who_wait_somebody_looks_in_every_round(app: App, waiting: int) -> None:
    """About four of them; and nobody sleeps for longer than an hour."""
    rounds = Counter(int(seconds // 100) for seconds in boarded(app.connections, waiting))
    assert max(rounds) <= 37
    watched = range(1, min(max(1, waiting // 4), 17) + 1)  # later ones have those who sleep besides
    assert sum(rounds[number] == 0 for number in watched) <= max(1, len(watched) // 5)
    assert sum(rounds[number] for number in watched) <= 12 * len(watched)


@given(
    st.floats(0, 1e6), st.floats(0, 1e4), st.none() | st.floats(0, 100), st.integers(1, 3600), st.integers(1, 604800)
)
def test_a_job_is_looked_at_neither_too_often_nor_too_late(
    age: float, shortest: float, percent: float | None, look: int, cap: int
) -> None:
    """Never before LOOK_SECONDS, but for a shorter cap; never later than the cap, but for longer LOOK_SECONDS."""
    chosen = Settings(look_seconds=look, poll_cap_seconds=cap)
    assert next_look_at_job(age, shortest, percent, chosen) <= cap
    assert next_look_at_job(age, shortest, percent, chosen) >= min(look, cap)
