"""What came of all replays: how much was compared, what differs, and whether all of it is argued."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fidelity.arguments import Arguments, name_of
from fidelity.replay import Compared

TODAY = "2024"


@dataclass
class Verdict:
    """Counts by recording, and the differences by their argument; `unargued` and `stale` are what must not be.

    `differing_today` are those at the api-version that the simulator's forms are of, or a newer one.
    """

    compared: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    differing_today: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    argued: dict[str, Counter[str]] = field(default_factory=dict)
    unargued: list[str] = field(default_factory=list)
    stale: set[str] = field(default_factory=set)

    @property
    def holds(self) -> bool:
        """Tell whether every difference is argued, and every argument is about one."""
        return not self.unargued and not self.stale


def judge(replayed: Iterable[Compared], arguments: Arguments) -> Verdict:
    """Weigh interaction by interaction."""
    verdict, met = Verdict(stale=arguments.patterns()), set()
    for one in replayed:
        if arguments.leaves_out(one):
            verdict.left_out[one.recording] += 1
            met.add(f"{one.recording}: {one.call}")
            continue
        verdict.compared[one.recording] += 1
        verdict.differing[one.recording] += bool(one.differences)
        verdict.differing_today[one.recording] += bool(one.differences) and one.call.rpartition(" ")[2] >= TODAY
        for difference in one.differences:
            found = arguments.argued(one, difference)
            met.update(found)
            if not found:
                verdict.unargued.append(f"{one.number} {name_of(one, difference)}")
            for why in set(found.values()):
                verdict.argued.setdefault(why, Counter())[f"{difference.place}: {difference.what}"] += 1
    verdict.stale -= met
    return verdict
