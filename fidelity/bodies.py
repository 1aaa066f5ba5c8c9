"""How one JSON body differs from another in keys, types, and values that neither time nor chance decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fidelity.forms import form
from fidelity.identities import SIGNED, Identities
from fidelity.kinds import KINDS
from fidelity.recordings import Json

# Beside a list that was cut for the recording, this key says so.
_TRIMMED = "__trimmed__"


class Difference(NamedTuple):
    """What differs at a place of an answer, as `body.properties.status` or `header location`."""

    place: str
    what: str


@dataclass(frozen=True)
class Bodies:
    """Compare bodies; `chance` are keys whose numbers are not compared."""

    ids: Identities
    chance: frozenset[str]

    def compare(self, recorded: Json, ours: Json, place: str) -> Iterator[Difference]:
        """List the differences at a place."""
        match recorded, ours:
            case dict(), dict():
                yield from self._objects(recorded, ours, place)
            case list(), list():
                yield from self._lists(recorded, ours, place)
            case str(), str():
                yield from texts(recorded, ours, self.ids, place)
            case _ if KINDS[type(recorded)] != KINDS[type(ours)]:
                yield Difference(place, f"{KINDS[type(ours)]}, recorded {KINDS[type(recorded)]}")
            case _ if recorded != ours and place.rpartition(".")[2] not in self.chance:
                yield Difference(place, f"{ours}, recorded {recorded}")

    def _objects(self, recorded: Json, ours: Json, place: str) -> Iterator[Difference]:
        compare_all = self._entries if _TRIMMED in recorded else self.compare
        for key in sorted(recorded.keys() | ours.keys() - {_TRIMMED}):
            here = f"{place}.{key}"
            if key not in ours and key != _TRIMMED:
                yield Difference(here, "missing")
            elif key not in recorded:
                yield Difference(here, "not recorded")
            elif key != _TRIMMED:
                compare = compare_all if isinstance(recorded[key], list) else self.compare
                yield from compare(recorded[key], ours[key], here)

    def _lists(self, recorded: list[Json], ours: list[Json], place: str) -> Iterator[Difference]:
        if len(recorded) != len(ours):
            yield Difference(place, f"{len(ours)} entries, recorded {len(recorded)}")
        yield from self._entries(recorded, ours, place)

    def _entries(self, recorded: list[Json], ours: list[Json], place: str) -> Iterator[Difference]:
        """Compare entries of the same name, then the others in their order."""
        rest, unnamed = list(ours), []
        for one in recorded:
            same = [other for other in rest if name(other) and name(other) == self.ids.translated(name(one))]
            if same:
                rest.remove(same[0])
                yield from self.compare(one, same[0], f"{place}.#")
            else:
                unnamed.append(one)
        for one, other in zip(unnamed, rest, strict=False):
            yield from self.compare(one, other, f"{place}.#")


def name(entry: Json) -> str:
    """Tell what an entry of a list is called."""
    return str(entry.get("name") or entry.get("taskId") or "") if isinstance(entry, dict) else ""


def texts(recorded: str, ours: str, ids: Identities, place: str) -> Iterator[Difference]:
    """Compare two texts; what only differs in case, or in being signed, is told as that."""
    ids.learn(recorded, ours)
    expected, here = form(ids.translated(recorded)), form(ours)
    if expected == here:
        return
    if SIGNED in here and SIGNED not in expected:
        yield Difference(f"{place} signature", "not recorded")
        here = here.partition(SIGNED)[0].rstrip("&?")
    if expected != here and expected.lower() == here.lower():
        yield Difference(f"{place} spelling", "other")
    elif expected != here:
        yield Difference(place, f"{here}, recorded {expected}")
