"""Faults are data: what to answer instead, the next few times something is asked."""

from fnmatch import fnmatchcase
from typing import Any, Literal

from msgspec import Struct, convert, field


class FaultyAnswer(Struct, forbid_unknown_fields=True):
    """An answer given instead of the right one. Without a body, the one in errors.py that has this status."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


class Fault(Struct, forbid_unknown_fields=True):
    """One instruction. `on` is matched with `METHOD /path`, without regard to case.

    `delay` is in real seconds; with `after` the work is done and only its answer is lost or replaced.
    Without an answer the right one comes, late.
    """

    on: str
    answer: int | FaultyAnswer | Literal["reset", "hang"] | None = None
    times: int = 1
    delay: float = 0
    after: bool = False


class Faults:
    """The instructions still open, in the order they were given."""

    def __init__(self) -> None:
        self._open: list[Fault] = []

    def add(self, instruction: object) -> Fault:
        """Take an instruction as JSON has it; msgspec.ValidationError if it is none."""
        fault = convert(instruction, Fault)
        self._open.append(fault)
        return fault

    def take(self, asked: str) -> Fault | None:
        """Find the first instruction for a request, and count it."""
        for fault in self._open:
            if fnmatchcase(asked.lower(), fault.on.lower()):
                fault.times -= 1
                if fault.times < 1:
                    self._open.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Forget all instructions."""
        self._open.clear()

    def all(self) -> list[Fault]:
        """List the instructions still open."""
        return list(self._open)
