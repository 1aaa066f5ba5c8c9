"""What the simulator's own routes refuse: what the world does not take."""

from collections.abc import Iterator
from contextlib import contextmanager

from local_stack.simulator.errors import refuse


@contextmanager
def refusing_nonsense() -> Iterator[None]:
    """Refuse with the reason that the world gives."""
    try:
        yield
    except ValueError as error:
        raise refuse("NoJson", reason=str(error)) from None
