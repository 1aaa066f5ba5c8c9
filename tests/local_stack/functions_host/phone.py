"""The other end of the line of apps/phone: tests see each run of a function as it happens, and decide its end."""

import json
import select
import socket
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

PATIENCE = 30.0  # seconds: only a failing test waits as long


@dataclass
class Line:
    """A run of a function, in the process `pid`, which waits for `answer`, `fail` or `exit`."""

    pid: int
    _line: socket.socket

    def answer(self, text: str) -> None:
        """Let the function put `text` into its output and succeed."""
        self._say({"answer": text})

    def fail(self, reason: str = "told to") -> None:
        """Let the function raise an exception."""
        self._say({"fail": reason})

    def exit(self, code: int) -> None:
        """Let the function call sys.exit."""
        self._say({"exit": code})

    def _say(self, order: dict[str, str | int]) -> None:
        with self._line:
            self._line.sendall(json.dumps(order).encode() + b"\n")


@dataclass
class Call(Line):
    """A run for a queue message."""

    id: str
    body: str
    dequeue_count: int
    pop_receipt: str
    expiration_time: str


@dataclass
class Tick(Line):
    """A run of a timer: its TimerRequest, the number of the try and why the last one failed, seconds since 1970."""

    past_due: bool
    status: dict[str, str]
    retry: int
    failure: str
    time: float


@dataclass
class Visit(Line):
    """A run for an event or an HTTP request, of which it tells something."""

    body: str


class Phone:
    """Waits for functions to ring. `settings` tells them where."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open_lines: list[socket.socket] = []

    @property
    def settings(self) -> dict[str, str]:
        return {"PHONE": str(self._socket.getsockname()[1])}

    def ring(self) -> Call:
        """Wait until a queue function runs."""
        return self._ring(Call, PATIENCE)

    def tick(self, patience: float = PATIENCE) -> Tick:
        """Wait until a timer runs."""
        return self._ring(Tick, patience)

    def visit(self) -> Visit:
        """Wait until a function runs for an event or a request."""
        return self._ring(Visit, PATIENCE)

    def rings(self, count: int) -> Sequence[Call]:
        """Wait until `count` functions run at the same time."""
        return [self.ring() for _ in range(count)]

    def silent(self, seconds: float = 0) -> bool:
        """Return whether no function begins to run within the time."""
        return not select.select([self._socket], [], [], seconds)[0]

    def _ring[Kind: Line](self, kind: type[Kind], patience: float) -> Kind:
        if self.silent(patience):
            raise TimeoutError("no function has run")
        line = self._socket.accept()[0]
        self._open_lines.append(line)
        with line.makefile() as talk:
            said = json.loads(talk.readline())
        return kind(_line=line, **{field.name: said[field.name] for field in fields(kind) if field.name != "_line"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for line in self._open_lines:
            line.close()
        self._socket.close()
