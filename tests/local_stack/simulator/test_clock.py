"""Time is the simulator's own."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from local_stack.simulator import Simulator
from local_stack.simulator.state.durations import Durations
from tests.local_stack.simulator.arm import VAULT, Arm


def test_stands_still(azure: Simulator) -> None:
    """A stepped clock moves only when told, over HTTP, too."""
    begin = azure.now()
    where = f"{azure.url}/_simulator/clock"
    moved = requests.post(where, json={"advance": 3600}, timeout=10).json()
    assert (azure.now() - begin).total_seconds() == 3600
    assert datetime.fromisoformat(moved["time"]) == azure.now()
    assert requests.get(where, timeout=10).json() == moved
    assert requests.post(where, json={"advance": "much"}, timeout=10).status_code == 400


def test_begins_now(azure: Simulator) -> None:
    """Simulated time starts at the real time, and every answer carries it."""
    assert abs((azure.now() - datetime.now(UTC)).total_seconds()) < 60
    azure.advance(10 * 86400)
    with Arm(azure) as arm:
        assert arm.get(VAULT).headers["Date"] == f"{azure.now():%a, %d %b %Y %H:%M:%S} GMT"


def test_begins_when_told() -> None:
    """A standing clock may stand anywhere, and things last as long as one says."""

    class Quick(Durations):
        def draw(self, what: str) -> timedelta:
            return timedelta(seconds=1 if what == "enable" else 2)

    begin = datetime(2024, 5, 14, 8, 46, tzinfo=UTC)
    with Simulator(start=begin, durations=Quick(1)) as azure, Arm(azure) as arm:
        status = arm.protect("web01").headers["Azure-AsyncOperation"]
        assert arm.get(status).json()["startTime"] == "2024-05-14T08:46:00Z"
        azure.advance(0.999)
        assert arm.get(status).json()["status"] == "InProgress"
        azure.advance(0.001)
        assert arm.get(status).json()["status"] == "Succeeded"


@pytest.mark.parametrize(("speed", "retry_after"), [(1, "60"), (7, "9"), (60, "1"), (1000, "1"), (100_000, "0")])
def test_retry_after_is_real_time(speed: float, retry_after: str) -> None:
    """A faster clock asks to look again sooner: at least a second, unless a minute passes in no time."""
    with Simulator(speed=speed) as azure, Arm(azure) as arm:
        assert arm.protect("web01").headers["Retry-After"] == retry_after


def test_runs() -> None:
    """At a speed, things happen by themselves."""
    with Simulator(speed=1_000_000) as azure, Arm(azure) as arm:
        location = arm.protect("web01").headers["Location"]
        assert 200 in {arm.get(location).status_code for _ in range(100)}


def test_effects_happen_in_their_order(azure: Simulator) -> None:
    """However far time jumps, what lies between has happened, at its own time."""
    with Arm(azure) as arm:
        arm.finish(arm.protect("web01"))
        arm.finish(arm.back_up("web01"))
        azure.advance(86400)
        job = arm.get(f"{VAULT}/backupJobs").json()["value"][0]
        snapshot, transfer = arm.job_named(job["name"])["properties"]["extendedInfo"]["tasksList"]
    times = [snapshot["startTime"], snapshot["endTime"], transfer["endTime"]]
    assert times == sorted(times)
    assert transfer["endTime"] == job["properties"]["endTime"] < azure.now().isoformat()


def test_progress_of_jobs(azure: Simulator) -> None:
    """Whoever watches the simulator itself sees how far every job has come."""
    azure.outcome(operation="Backup", duration=1000)
    with Arm(azure) as arm:
        arm.finish(arm.protect("web01"))
        arm.back_up("web01", {"x-ms-client-request-id": "mine"})
    azure.advance(250)
    backup = azure.jobs()[-1]
    assert (backup.vm, backup.operation, backup.activity_id, backup.done) == ("web01", "Backup", "mine", 0.25)
    azure.advance(750)
    assert [(job.status, job.done) for job in azure.jobs()] == [("Completed", 1), ("Completed", 1)]
