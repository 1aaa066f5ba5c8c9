"""What a check has found."""

from enum import StrEnum

import msgspec

from shared.answers import Refused, Unavailable
from shared.remedies import problem_of


class State(StrEnum):
    """How it is: well, a fault, worth a look (no fault that can be told from here), or not looked at."""

    OK = "ok"
    WRONG = "wrong"
    LOOK = "look"
    SKIPPED = "skipped"


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sentence on what was looked at, and how to mend it: a command, or the setting to change."""

    state: State
    meaning: str
    mend: str = ""
    check: str = ""


def well(meaning: str) -> Finding:
    """Return that nothing is wrong."""
    return Finding(State.OK, meaning)


def wrong(meaning: str, mend: str) -> Finding:
    """Return a fault."""
    return Finding(State.WRONG, meaning, mend)


def look(meaning: str, mend: str = "") -> Finding:
    """Return what may be meant so, or what cannot be told from here."""
    return Finding(State.LOOK, meaning, mend)


def skipped(meaning: str) -> Finding:
    """Return what was not looked at."""
    return Finding(State.SKIPPED, meaning)


def refused(what: str, error: Refused | Unavailable) -> Finding:
    """Return a fault as Azure words it, with what its code means; of an outage, that it may pass."""
    if isinstance(error, Unavailable):
        return wrong(f"{what}: {error}", "It may pass: try again. If it stays, look at the network on the way there.")
    problem = problem_of(error)
    return wrong(f"{what}: {problem.code}: {problem.message}", " ".join(problem.recommendations))
