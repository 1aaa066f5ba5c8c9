"""Faults are data: what to answer instead, the next few times something is asked."""

from fnmatch import fnmatchcase
from typing import Annotated, Any

from msgspec import Meta, Struct, convert, field

METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD")
STATUSES = range(200, 600)
WORDS = ("reset", "hang", "cut")
ANSWERS = 'a status from 200 to 599, "reset", "hang", "cut" (by half), or {"status": ..., "headers": {}, "body": ...}'


class FaultyAnswer(Struct, forbid_unknown_fields=True):
    """An answer given instead of the right one. Without a body, the one in errors.py that has this status."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


class Fault(Struct, forbid_unknown_fields=True):
    """One instruction. `on` is matched with `METHOD /path`, without regard to case.

    `delay` is in real seconds; with `after` the work is done and only its answer is lost or replaced.
    Without an answer the right one comes, late. The journal shows what was met by its `name`.
    """

    on: str
    answer: int | FaultyAnswer | str | None = None
    times: Annotated[int, Meta(ge=1)] = 1
    delay: Annotated[float, Meta(ge=0)] = 0
    after: bool = False
    name: str = "fault"

    def __post_init__(self) -> None:
        """Refuse what would never happen, or change nothing."""
        if not _can_match(self.on):
            raise ValueError(f"on is METHOD /path, with * and ?: {self.on!r} matches none of {', '.join(METHODS)}")
        if self.answer is None and not self.delay:
            raise ValueError(f"a fault needs a delay, or an answer: {ANSWERS}")
        status = self.answer.status if isinstance(self.answer, FaultyAnswer) else self.answer
        if status is not None and status not in (WORDS if isinstance(status, str) else STATUSES):
            raise ValueError(f"no answer {status!r}; there is {ANSWERS}")


def _can_match(on: str) -> bool:
    """Tell whether a pattern begins with a method, or with what may stand for one."""
    method, blank, _ = on.upper().partition(" ")
    if blank:
        return any(fnmatchcase(one, method) for one in METHODS)
    return "*" in method and any(one.startswith(method.partition("*")[0]) for one in METHODS)


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
