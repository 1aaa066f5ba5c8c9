"""The host is killed at a few calls of real flows. `python -m proof.crashes` does it at all of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from local_stack.stack import NIGHTLY
from proof.crashes.campaign import Play, lanes, runs
from proof.crashes.flows import WEB01, Act, Flow, asking, protected
from proof.crashes.lane import Lane
from proof.crashes.run import run
from proof.crashes.scene import Scene
from proof.crashes.table import failure
from shared import recovery_services as rs
from shared.settings import BACKUP_API

BACKUP = f"{rs.backup(NIGHTLY, rs.item_name(WEB01)).partition('?')[0]}?api-version={BACKUP_API}"


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    with lanes(2) as play:
        yield play


@pytest.fixture
def lane() -> Iterator[Lane]:
    with Lane() as lane:
        yield lane


def test_a_request_that_is_rejected_survives_a_crash_at_each_of_its_calls(play: Play) -> None:
    """The points are found by a first run without a crash: the sending of the event, and the message's deletion."""
    done = list(runs(["malformed"], play))
    assert [run.at for run in sorted(done, key=lambda run: run.at)] == [0, 1, 2]
    assert all(run.crashed == bool(run.at) for run in done)
    assert not [failure(run) for run in done if run.broken]


def test_a_backup_survives_a_crash_around_its_start(play: Play) -> None:
    """Azure has accepted it and nobody has noted that; the tracker is sent and the request still on its queue."""
    (counted,) = runs(["trigger-backup"], play, 0)
    start = next(number for number, call in enumerate(counted.calls, 1) if call.endswith("/backup"))
    done = [point.result() for point in [play("trigger-backup", start + 1), play("trigger-backup", start + 2)]]
    assert all(run.crashed for run in done)
    assert [run.calls[-1].split("/")[0] for run in done] == ["app: POST ", "host: DELETE "]
    assert not [failure(run) for run in done if run.broken]


def started_again(scene: Scene) -> list[str]:
    """Start the request's backup a second time, as an app would that has forgotten the first."""
    request_id = scene.asked[0].partition("/")[2]
    body = rs.backup_body(scene.azure.now() + timedelta(days=30))
    scene.call("POST", f"{scene.azure.url}{BACKUP}", body, request_id=request_id)
    return []


def test_a_backup_that_is_started_twice_is_seen(lane: Lane) -> None:
    """With the calls, Azure's journal, the jobs, the events and the hosts' log; and the command that does it again."""
    backup = Act(asking("trigger-backup", vmId=WEB01), {"BackupCompleted": 1}, started_again)
    done = run("trigger-backup", Flow((backup,), protected(WEB01)), lane)
    assert any("/backup was accepted 2 times" in line for line in done.broken), failure(done)
    told = failure(done)
    assert "202 POST" in told
    assert "BackupCompleted trigger-backup/" in told
    assert "JobProgress(" in told
    assert '"message": "TriggerBackup"' in told
    assert told.endswith("again: python -m proof.crashes trigger-backup --at 0")
