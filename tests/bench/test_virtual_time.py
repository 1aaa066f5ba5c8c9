from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bench.fleet.virtual_time import VirtualTime
from local_stack.simulator import Simulator


@pytest.fixture
def time() -> Iterator[tuple[Simulator, VirtualTime]]:
    with Simulator(speed=0) as azure, closing(VirtualTime(azure.url)) as virtual:
        yield azure, virtual


def test_everything_is_done_in_the_order_in_which_it_is_due(time: tuple[Simulator, VirtualTime]) -> None:
    """What is due at the same moment keeps its order; what is put down on the way takes its place."""
    _, virtual = time
    done: list[tuple[str, float]] = []

    def note(name: str) -> Callable[[], None]:
        return lambda: done.append((name, virtual.elapsed()))

    def go_on() -> None:
        virtual.later(5, note("in between"))

    virtual.later(30, note("late"))
    virtual.later(10, note("first"))
    virtual.later(10, note("second"))
    virtual.later(10, go_on)
    virtual.run()
    assert done == [("first", 10), ("second", 10), ("in between", 15), ("late", 30)]


def test_the_simulators_clock_follows(time: tuple[Simulator, VirtualTime]) -> None:
    """Both show the same moment to whoever does something."""
    azure, virtual = time
    begun = azure.now()
    seen: list[timedelta] = []
    virtual.later(3600, lambda: seen.append(azure.now() - begun))
    virtual.run()
    assert seen == [timedelta(hours=1)]
    assert virtual.now() == azure.now()
