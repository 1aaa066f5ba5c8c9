"""How long is waited, and what becomes a row."""

import time

from conformance.rows import Row
from conformance.sdk.calls import Call

# In seconds: until an operation has to be over, between two looks of ours, and of a poller that is told nothing else,
# which would wait for half a minute.
DEADLINE = 30
PAUSE = 0.1
LOOK_AGAIN = 1


def row(group: str, call: Call, differs: str, started: float) -> Row:
    """Write a call into the report."""
    return Row("SDK call", group, call.method, differs, time.monotonic() - started)
