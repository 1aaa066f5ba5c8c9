"""Differences that are right to be, each with its argument: differences.toml."""

from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from msgspec import Struct, field

from fidelity.bodies import Difference
from fidelity.comparison import Leniency
from fidelity.replay import Compared

_FILE = Path(__file__).with_name("differences.toml")


class Headers(Struct, forbid_unknown_fields=True):
    """Headers that are not compared; those that one recorder left out; and those that came after the recordings."""

    left_out: list[str]
    not_recorded: list[str]
    later: list[str]


class Bodies(Struct, forbid_unknown_fields=True):
    """Keys of numbers that chance decides."""

    chance: list[str]


class LeftOut(Struct, forbid_unknown_fields=True):
    """Calls that are sent, but not compared."""

    calls: list[str]
    why: str


class Argument(Struct, forbid_unknown_fields=True):
    """Why some differences are right; `places` are patterns of their names."""

    places: list[str]
    why: str


class Arguments(Struct, forbid_unknown_fields=True):
    """The whole file."""

    headers: Headers
    bodies: Bodies
    left_out: list[LeftOut] = field(default_factory=list)
    difference: list[Argument] = field(default_factory=list)

    @property
    def leniency(self) -> Leniency:
        """Tell what a comparison passes over."""
        headers = self.headers
        more = frozenset(headers.not_recorded + headers.later)
        return Leniency(frozenset(headers.left_out), more, frozenset(self.bodies.chance))

    def leaves_out(self, one: Compared) -> bool:
        """Tell whether a call is none of the simulator's."""
        return any(f"{one.recording}: {one.call}" in entry.calls for entry in self.left_out)

    def argued(self, one: Compared, difference: Difference) -> dict[str, str]:
        """Find the patterns that a difference meets, with their arguments."""
        name = name_of(one, difference)
        return {place: entry.why for entry in self.difference for place in entry.places if fnmatchcase(name, place)}

    def patterns(self) -> set[str]:
        """List all patterns, and all calls left out: each has to meet something."""
        calls = {call for entry in self.left_out for call in entry.calls}
        return calls | {place for entry in self.difference for place in entry.places}


def name_of(one: Compared, difference: Difference) -> str:
    """Name a difference, as patterns have it."""
    return f"{one.recording}: {one.call}: {difference.place}: {difference.what}"


def arguments() -> Arguments:
    """Read what has been argued."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=Arguments)
