"""A simulated Azure whose clock stands still until a test moves it, and a caller."""

from collections.abc import Iterator

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Start a simulator with the default world."""
    with Simulator(speed=0, seed=1) as simulator:
        yield simulator


@pytest.fixture
def arm(azure: Simulator) -> Iterator[Arm]:
    """Talk to it."""
    with Arm(azure) as caller:
        yield caller
