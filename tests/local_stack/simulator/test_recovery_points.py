"""Recovery points are listed newest first, and narrowed by dates."""

from datetime import timedelta

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm, code, item_path

POINTS = f"{item_path('db01')}/recoveryPoints"


@pytest.fixture
def points(azure: Simulator, arm: Arm) -> list[str]:
    """Take three recovery points, a day apart, and name them, newest first."""
    arm.finish(arm.protect("db01"))
    for _ in range(3):
        arm.finish(arm.back_up("db01"))
        azure.advance(86400)
    return arm.names(POINTS)


def test_one_by_its_id(arm: Arm, points: list[str]) -> None:
    """A point is named by digits; a Windows VM's is consistent for applications."""
    assert len(points) == 3
    point = arm.get(f"{POINTS}/{points[0]}").json()
    assert point["name"].isdigit()
    assert point["id"].endswith(f"/protectedItems/VM;iaasvmcontainerv2;shop;db01/recoveryPoints/{point['name']}")
    assert (point["properties"]["osType"], point["properties"]["recoveryPointType"]) == ("Windows", "AppConsistent")
    assert (
        arm.get(item_path("db01")).json()["properties"]["lastRecoveryPoint"] == point["properties"]["recoveryPointTime"]
    )


def test_window(azure: Simulator, arm: Arm, points: list[str]) -> None:
    """StartDate and endDate are a window on when the point was taken."""
    written = [f"{azure.now() - timedelta(days=days):%Y-%m-%d %I:%M:%S %p}" for days in (2.5, 1.5)]
    assert arm.names(POINTS, f"startDate eq '{written[0]}'") == points[:2]
    assert arm.names(POINTS, f"endDate eq '{written[1]}' and startDate eq '{written[0]}'") == [points[1]]


def test_count_on_the_item(arm: Arm, points: list[str]) -> None:
    """The item tells how many there are, if asked."""
    extended = arm.get(item_path("db01"), **{"$filter": "expand eq 'extendedInfo'"}).json()["properties"]
    assert extended["extendedInfo"]["recoveryPointCount"] == len(points)
    assert "extendedInfo" not in arm.get(item_path("db01")).json()["properties"]


def test_unknown_point(arm: Arm, points: list[str]) -> None:
    """A point that does not exist is not found, nor are the points of an unknown item."""
    assert points
    assert code(arm.get(f"{POINTS}/123")) == (404, "BMSUserErrorRecoveryPointNotFound")
    assert code(arm.get(f"{item_path('web01')}/recoveryPoints")) == (404, "BMSUserErrorDataSourceObjectNotFound")
