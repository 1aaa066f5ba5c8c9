"""A host that is not Azure, and records what it is sent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.security.listener import Listener, answering


@pytest.fixture
def listening() -> Iterator[Callable[..., Listener]]:
    """Start hosts on 127.0.0.1, by what they answer."""
    with ExitStack() as undo:
        yield lambda *answers: undo.enter_context(answering(*answers))


@pytest.fixture
def foreign(listening: Callable[..., Listener]) -> Listener:
    """Start a host that must not be reached."""
    return listening(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
