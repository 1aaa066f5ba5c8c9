from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from shared.malformed import Malformed
from shared.recovery_points import ListedPoint, choose
from shared.requests import Before
from tests.azure_data import interactions

FIRST = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def point(day: int) -> ListedPoint:
    taken = FIRST + timedelta(days=day)
    return msgspec.convert({"name": str(day), "properties": {"recoveryPointTime": taken}}, ListedPoint)


POINTS = [point(2), point(5), point(1), point(3)]


def test_the_latest_is_the_newest_wherever_it_stands() -> None:
    """The list's order is Azure's affair."""
    assert choose(POINTS, "latest").name == "5"


def test_a_point_is_found_by_its_name() -> None:
    """Whichever it is."""
    assert choose(POINTS, "1").name == "1"


def test_before_a_time_means_strictly_before() -> None:
    """The newest of those."""
    assert choose(POINTS, Before(before=FIRST + timedelta(days=5))).name == "3"
    assert choose(POINTS, Before(before=FIRST + timedelta(days=5, seconds=1))).name == "5"


@pytest.mark.parametrize(
    ("wanted", "word"),
    [("7", "no recovery point 7"), (Before(before=FIRST), "none before 2026-11-01"), (str(uuid4()), "no recovery")],
)
def test_a_point_that_is_not_there_is_said_so(wanted: str | Before, word: str) -> None:
    """With what would be right."""
    with pytest.raises(Malformed, match=word) as wrong:
        choose(POINTS, wanted)
    assert wrong.value.field == "recoveryPoint"
    assert wrong.value.remedy


def test_a_vm_without_any_is_told_to_be_backed_up() -> None:
    """Whatever was asked for."""
    with pytest.raises(Malformed, match="none yet") as wrong:
        choose([], "latest")
    assert "trigger-backup" in wrong.value.remedy


def test_every_recorded_list_can_be_chosen_from() -> None:
    """Tiers as numbers and as words, old and new names of fields."""
    lists = 0
    for _, recorded in interactions():
        request, body = recorded["request"], recorded["response"]["body"]
        if request["method"] == "GET" and "/recoveryPoints?" in request["url"] and body["value"]:
            points = msgspec.convert(body["value"], list[ListedPoint])
            assert choose(points, "latest").time.tzinfo
            lists += 1
    assert lists == 3
