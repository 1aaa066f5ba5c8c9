"""How one answer of the simulator differs from the recorded one."""

from collections.abc import Iterator
from typing import NamedTuple

from fidelity.bodies import Bodies, Difference, texts
from fidelity.identities import Identities
from fidelity.recordings import Answer


class Leniency(NamedTuple):
    """Headers that do not count, those that may come on top of the recorded ones, and keys whose numbers are chance."""

    ignored: frozenset[str]
    additional: frozenset[str]
    chance: frozenset[str]


def compare(recorded: Answer, ours: Answer, ids: Identities, leniency: Leniency) -> list[Difference]:
    """List the differences."""
    differences = []
    if recorded.status != ours.status:
        differences.append(Difference("status", f"{ours.status}, recorded {recorded.status}"))
    differences += _headers(recorded.headers, ours.headers, ids, leniency)
    differences += Bodies(ids, leniency.chance).compare(recorded.body, ours.body, "body")
    return differences


def _headers(
    recorded: dict[str, str], ours: dict[str, str], ids: Identities, leniency: Leniency
) -> Iterator[Difference]:
    for name in sorted((recorded.keys() | ours.keys()) - leniency.ignored):
        place = f"header {name}"
        if name in recorded and name in ours:
            yield from texts(recorded[name], ours[name], ids, place)
        elif name in recorded:
            yield Difference(place, "missing")
        elif name not in leniency.additional:
            yield Difference(place, "not recorded")
