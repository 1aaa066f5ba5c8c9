"""How a command ends: its exit codes, and the troubles that lead to them."""

from enum import IntEnum

import msgspec

from shared.answers import Refused, Unavailable
from shared.malformed import Malformed
from shared.problem import Problem
from shared.remedies import problem_of
from shared.settings import SettingsError


class Exit(IntEnum):
    """What the shell is told."""

    WELL = 0
    FAILED = 1
    WRONG = 2
    UNREACHABLE = 3
    RUNNING = 4
    INTERRUPTED = 130


class Wrong(Exception):
    """What was asked for makes no sense; `remedies` are what would."""

    def __init__(self, problem: str, *remedies: str, field: str | None = None) -> None:
        super().__init__(problem)
        self.problem = Problem("WrongUsage", problem, field, remedies)


NAMES: dict[type[Exception], str] = {SettingsError: "WrongSettings"}
LOOK = "Are you signed in (az login)? `vmbackup doctor` looks at everything that is needed."
OURS = (Malformed, SettingsError, Wrong, FileNotFoundError)
TROUBLES = (*OURS, Refused, Unavailable, msgspec.DecodeError)


def judged(trouble: Exception) -> tuple[Exit, Problem]:
    """Return how a command ends that meets one of the TROUBLES, and what is said of it."""
    return Exit.WRONG if isinstance(trouble, OURS) else Exit.UNREACHABLE, _problem(trouble)


def _problem(trouble: Exception) -> Problem:
    match trouble:
        case Wrong():
            return trouble.problem
        case Malformed():
            said = f"{trouble.field or 'the message'} {trouble.problem}"
            return Problem("Malformed", said, trouble.field or None, (trouble.remedy,))
        case Refused():
            return problem_of(trouble)
        case Unavailable():
            return Problem("Unavailable", str(trouble), None, (LOOK,))
        case msgspec.DecodeError():
            return Problem("UnexpectedAnswer", f"an answer is not as documented: {trouble}")
    return Problem(NAMES.get(type(trouble), "NotFound"), str(trouble))
