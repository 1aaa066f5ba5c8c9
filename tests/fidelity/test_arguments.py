"""A difference has to be argued, and an argument has to be about a difference."""

import re

from fidelity.arguments import Argument, Arguments, Bodies, Headers, LeftOut, arguments
from fidelity.bodies import Difference
from fidelity.replay import Compared
from fidelity.verdict import judge

TOLD = Arguments(
    Headers([], [], []),
    Bodies([]),
    [LeftOut(["guard: PUT proxies/{} 2024-04-01"], "none of ours")],
    [
        Argument(["jobs: * 2016-12-01: body.status: *"], "it was older"),
        Argument(["*: body.gone: missing"], "it was so"),
    ],
)


def test_what_is_argued() -> None:
    """Counts, by recording; what no pattern meets is open, and so is a pattern that meets nothing."""
    verdict = judge(
        [
            Compared("jobs", 1, "GET backupJobs/{} 2016-12-01", [Difference("body.status", "a, recorded b")]),
            Compared("jobs", 2, "GET backupJobs/{} 2024-04-01", [Difference("body.status", "a, recorded b")]),
            Compared("jobs", 3, "GET backupJobs/{} 2024-04-01", []),
            Compared("guard", 4, "PUT proxies/{} 2024-04-01", [Difference("status", "404, recorded 200")]),
        ],
        TOLD,
    )
    assert (dict(verdict.compared), verdict.differing["jobs"], verdict.differing_today["jobs"]) == ({"jobs": 3}, 2, 1)
    assert verdict.left_out["guard"] == 1
    assert verdict.argued["it was older"].total() == 1
    assert verdict.unargued == ["2 jobs: GET backupJobs/{} 2024-04-01: body.status: a, recorded b"]
    assert verdict.stale == {"*: body.gone: missing"}
    assert not verdict.holds


def test_everything_argued_and_nothing_else() -> None:
    """A verdict holds if all differences are argued, and all arguments are needed."""
    calls = ["GET backupJobs/{} 2016-12-01", "GET vaults/{} 2024-04-01", "PUT proxies/{} 2024-04-01"]
    places = [Difference("body.status", "a, recorded b"), Difference("body.gone", "missing"), Difference("a", "b")]
    names = ["jobs", "vaults", "guard"]
    compared = [Compared(name, 1, call, [one]) for name, call, one in zip(names, calls, places, strict=True)]
    assert judge(compared, TOLD).holds


def test_the_arguments_there_are() -> None:
    """Each says why in a sentence, and none excuses everything of an api-version in use."""
    told = arguments()
    assert all(
        why.endswith(".") for why in [entry.why for entry in told.left_out] + [one.why for one in told.difference]
    )
    today = [place for entry in told.difference for place in entry.places if re.match(r"\*: \*? ?20[*2]", place)]
    assert all(re.search(r": (body|header)[^:]*[a-zA-Z#]{3}", place) for place in today)
