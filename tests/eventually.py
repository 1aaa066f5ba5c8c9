"""How a test waits for what happens in another process."""

import time
from collections.abc import Callable
from pathlib import Path

LOOK_EVERY = 0.05  # seconds


def eventually(condition: Callable[[], bool], *, within: float = 30.0, log: Path | None = None) -> None:
    """Look until it has come true: neither storage nor a log file tells when it changes.

    Between two looks the processor is left to those who are waited for. The end of `log` tells what they did instead.
    """
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, log.read_text()[-3000:] if log else "it has not come true"
        time.sleep(LOOK_EVERY)
