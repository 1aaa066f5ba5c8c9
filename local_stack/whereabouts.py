"""Tells the command line where a running stack is: in a file for its owner alone, as long as it runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from local_stack.stack import Stack
from vmbackup.sources import RunningStack

# What signing in to simulated Azure needs in the environment; no proxy knows the way to 127.0.0.1.
SIGN_IN = ("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_TOKEN_CREDENTIALS", "REQUESTS_CA_BUNDLE")
ALWAYS = {"NO_PROXY": "127.0.0.1"}


@contextmanager
def told(stack: Stack, speed: float, file: Path) -> Iterator[None]:
    """Keep the file while the stack runs; one that another stack has written meanwhile is left to that."""
    settings = stack.app_settings()
    sign_in = ALWAYS | {name: settings.pop(name) for name in SIGN_IN}
    mine = msgspec.json.encode(RunningStack(pid=os.getpid(), speed=speed, settings=settings, sign_in=sign_in))
    _write(file, mine)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            if file.read_bytes() == mine:
                file.unlink()


def _write(file: Path, content: bytes) -> None:
    """Put a file in place at once, with rights that it has from its first moment."""
    file.parent.mkdir(exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    with suppress(FileNotFoundError):
        new.unlink()
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as open_file:
        open_file.write(content)
    new.replace(file)
