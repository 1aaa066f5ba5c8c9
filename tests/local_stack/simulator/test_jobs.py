"""Jobs are listed newest first, and narrowed by a filter."""

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import IAAS_VM, VAULT, Arm, code

JOBS = f"{VAULT}/backupJobs"


@pytest.fixture
def three(azure: Simulator, arm: Arm) -> list[str]:
    """Run three jobs, five minutes apart, and name them, oldest first."""
    accepted = [arm.job(arm.protect("web01")), arm.job(arm.protect("web02"))]
    azure.advance(300)
    return [job["name"] for job in [*accepted, arm.job(arm.back_up("web01"))]]


def test_newest_first(arm: Arm, three: list[str]) -> None:
    """The list begins with the latest, and has no details."""
    assert arm.names(JOBS) == three[::-1]
    assert "extendedInfo" not in arm.get(JOBS).json()["value"][0]["properties"]
    assert "extendedInfo" in arm.job_named(three[0])["properties"]


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ("status eq 'InProgress'", [2]),
        ("status eq 'completed' and operation eq 'ConfigureBackup'", [1, 0]),
        (f"{IAAS_VM} and operation eq 'Backup'", [2]),
        ("backupManagementType eq 'MAB'", []),
    ],
)
def test_filters(arm: Arm, three: list[str], filter_: str, expected: list[int]) -> None:
    """Status, operation and management type narrow the list, in any case of letters."""
    assert arm.names(JOBS, filter_) == [three[place] for place in expected]


def test_one_by_its_id(arm: Arm, three: list[str]) -> None:
    """A filter may name the job."""
    assert arm.names(JOBS, f"jobId eq '{three[1]}'") == [three[1]]


def test_window(azure: Simulator, arm: Arm, three: list[str]) -> None:
    """Start and end are a window on the start of a job, written with AM and PM."""
    begin, end = (azure.now().strftime(f"%Y-%m-%d {hours} %p") for hours in ("%I:%M:%S", "%I:%M:%S"))
    assert arm.names(JOBS, f"startTime eq '2016-01-01 00:00:00 AM' and endTime eq '{end}'") == three[::-1]
    assert arm.names(JOBS, f"startTime eq '{begin}'") == []


@pytest.mark.parametrize("filter_", ["color eq 'red'", "status", "status eq InProgress", "startTime eq 'today'"])
def test_malformed_filter(arm: Arm, three: list[str], filter_: str) -> None:
    """An unknown key, or what is not in the grammar, is refused."""
    assert three
    assert code(arm.get(JOBS, **{"$filter": filter_})) == (400, "BMSUserErrorInvalidInput")


def test_unknown_job(arm: Arm) -> None:
    """A job the vault has never had is not found."""
    assert code(arm.get(f"{JOBS}/nosuch")) == (404, "BMSUserErrorJobNotFound")
