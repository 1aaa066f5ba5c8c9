"""A history that breaks the promise is seen to break it."""

from typing import Any

import pytest

from local_stack.simulator.state.progress import JobProgress
from local_stack.simulator.state.runs import Run
from proof.crashes.promise import History, broken
from proof.repeatable import REPEATABLE

END = "trigger-backup/7c1d8f6e"
WANTED = {"BackupCompleted": 1}


def asked(path: str = "/vaults/nightly/backup", method: str = "POST", status: int | str = 202) -> dict[str, Any]:
    return {"method": method, "path": path, "status": status, "clientRequestId": "7c1d8f6e"}


def job(operation: str = "Backup") -> JobProgress:
    return JobProgress("1", operation, "web01", Run.COMPLETED, "7c1d8f6e", 1.0)


GOOD = History([(END, "BackupCompleted")], [asked()], [job()], {})
KEPT = {
    "one end, one start, one job": GOOD,
    "the end told twice": GOOD._replace(arrivals=[(END, "BackupCompleted")] * 2),
    "a start that Azure refused, and then one": GOOD._replace(
        journal=[asked(status=429), asked(status="reset"), asked()]
    ),
    "the same read twice": GOOD._replace(journal=[asked(method="GET", status=200)] * 2),
    "two jobs of different kinds": GOOD._replace(jobs=[job(), job("ConfigureBackup")]),
    **{f"{name} twice": GOOD._replace(journal=[asked(f"/vaults/nightly/{name}")] * 2) for name in REPEATABLE},
}
BROKEN = {
    "no end": (GOOD._replace(arrivals=[]), "has not ended"),
    "another end": (GOOD._replace(arrivals=[*GOOD.arrivals, (END, "OperationFailed")]), "and as"),
    "somebody else's end": (GOOD._replace(arrivals=[*GOOD.arrivals, ("x", "BackupCompleted")]), "the ends are"),
    "the wrong end": (GOOD._replace(arrivals=[(END, "OperationFailed")]), "the ends are"),
    "two starts": (GOOD._replace(journal=[asked()] * 2), "was accepted 2 times"),
    "two writes": (GOOD._replace(journal=[asked("/vaults/nightly", "PUT", 200)] * 2), "was accepted 2 times"),
    "two jobs": (GOOD._replace(jobs=[job()] * 2), "was started 2 times"),
    "a message left": (GOOD._replace(left={"operations-poison": 1}), "1 messages are left in operations-poison"),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_the_promise_allows_is_let_pass(case: str) -> None:
    """Repeats that change nothing are no violation."""
    assert broken(KEPT[case], [END], WANTED) == []


@pytest.mark.parametrize("case", BROKEN)
def test_what_breaks_the_promise_is_said(case: str) -> None:
    """Each alone is enough."""
    history, said = BROKEN[case]
    assert any(said in line for line in broken(history, [END], WANTED))
