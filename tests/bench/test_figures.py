import pytest

from bench.fleet.figures import Lag, figures, kind_of, lags_of, lower_bound, percentile, thinned
from bench.fleet.flow import End, Used
from bench.fleet.stage import Call, Job, Run

VAULT = "/subscriptions/1/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly1"
VM = "/subscriptions/1/resourceGroups/fleet/providers/Microsoft.Compute/virtualMachines"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/backupJobs", "page of the job list"),
        ("GET", "/backupJobs/12f3", "job"),
        ("GET", "/backupOperations/12f3", "operation"),
        ("GET", "/backupFabrics/Azure/protectionContainers/c/protectedItems/i/operationResults/12f3", "operation"),
        ("GET", "/backupFabrics/Azure/protectionContainers/c/protectedItems/i", "other read"),
        ("POST", "/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup", "start"),
        ("POST", "/backupJobs/12f3/cancel", "other write"),
    ],
)
def test_a_call_is_counted_as_what_it_asks_for(method: str, path: str, kind: str) -> None:
    """A list of jobs is not a job, and only the start of a backup is one."""
    assert kind_of(Call(method, f"{VAULT}{path}", 200)) == kind


def test_the_lower_bound_is_the_longest_job_when_all_can_start_at_once() -> None:
    """The bucket holds 200 writes: of so many jobs none waits."""
    assert lower_bound([Job(f"vm{number}", 0, 1000 + number) for number in range(200)]) == 1199


def test_the_lower_bound_has_the_last_jobs_wait_for_the_bucket() -> None:
    """From the 201st on ten start in a second: the thousandth after eighty seconds, whenever it did start."""
    jobs = [Job(f"vm{number}", number, number + 900) for number in range(1, 1001)]
    assert lower_bound(jobs) == 80 + 900


def test_a_lag_runs_from_the_jobs_end_to_the_event() -> None:
    """By VM: the order in which ends are told says nothing."""
    jobs = [Job("a", 0, 100.0), Job("b", 0, 200.0), Job("c", 0, None)]
    run = Run([End(f"{VM}/b", 290, "Completed"), End(f"{VM}/a", 110, "Completed")], None, [], jobs)
    assert figures("app", "1 vault", 3, run).lag == Lag(mean=50, p95=90, most=90)


def test_a_job_that_was_never_told_has_waited_until_the_flow_was_stopped() -> None:
    """Or else a flow would look better the fewer ends it tells. One that ended later is not waited for yet."""
    jobs = [Job("a", 0, 100.0), Job("b", 0, 200.0), Job("c", 0, 900.0)]
    used = Used(finished=False, reached=500, cpu=1, start_up=1, memory=1)
    assert lags_of(Run([End(f"{VM}/a", 110, "Completed")], used, [], jobs)) == [10, 300]


def test_a_flow_that_was_killed_tells_how_far_it_came() -> None:
    """Its CPU and memory are unknown, not nothing."""
    run = Run([End(f"{VM}/a", 110, "Completed"), End(f"{VM}/b", 120, "Failed")], None, [], [])
    told = figures("sdk", "1 vault", 10, run)
    assert (told.done, told.cpu, told.memory, told.seconds) == (1, None, None, 110)


def test_calls_are_told_per_backup_and_the_refused_ones_are_among_them() -> None:
    """A call that met 429 was made, and is paid for with the quota."""
    calls = [Call("GET", f"{VAULT}/backupJobs", status) for status in (200, 429, 200)]
    told = figures("app", "1 vault", 2, Run([], None, calls, []))
    assert (told.calls, told.throttled, told.reads) == ({"page of the job list": 1.5}, 1, 1.5)


def test_a_thousand_backups_are_priced_by_what_they_used() -> None:
    """Two backups of five executions each are a thousand of 5,000: 0.40 dollars a million."""
    used = Used(finished=True, reached=1, cpu=1, start_up=1, memory=1, executions=10, storage={"queue write": 20})
    told = figures("app", "1 vault", 2, Run([], used, [], []))
    assert told.costs.executions == pytest.approx(0.002)
    assert told.costs.storage == pytest.approx(0.004)


def test_95_of_a_hundred_are_within_the_95th_percentile() -> None:
    """It is one of the values, not a mean of two."""
    assert percentile(range(1, 101), 95) == 95


def test_a_picture_has_few_points_and_the_last_one() -> None:
    """Whatever the number of backups."""
    assert len(thinned(range(1000))) == 201
    assert thinned(range(1000))[-1] == 999
    assert thinned([]) == []
