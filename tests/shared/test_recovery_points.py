from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.choices import Before, Consistency
from shared.malformed import Malformed
from shared.recovery_points import ListedPoint, choose
from tests.azure_data import interactions

FIRST = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
UNHEARD = "0b7c9a5e-2f64-4f0e-9d0a-6a4d3a1f7c11"


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
    [("7", "no recovery point 7"), (Before(before=FIRST), "none before 2026-11-01"), (UNHEARD, "no recovery")],
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


kinds = st.sampled_from(["AppConsistent", "FileSystemConsistent", "CrashConsistent", "", "Unheard"])
times = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 4))  # noqa: DTZ001 - with and without a zone is the point
listed = st.builds(
    lambda name, time, kind, zone: msgspec.convert(
        {
            "name": str(name),
            "properties": {
                "recoveryPointTime": time.replace(microsecond=0).isoformat() + zone,
                "recoveryPointType": kind,
                "recoveryPointTierDetails": [{"type": 1, "status": 1}, {"type": "HardenedRP", "status": "Valid"}],
            },
        },
        ListedPoint,
    ),
    st.integers(0, 20),
    times | st.just(datetime(2026, 1, 2)),  # noqa: DTZ001 - the same; and ties
    kinds,
    st.sampled_from(["", "Z", "+00:00"]),
)


@settings(max_examples=500)
@given(
    st.lists(listed, max_size=9),
    st.just("latest") | st.integers(0, 20).map(str) | times.map(lambda time: Before(before=time.replace(tzinfo=UTC))),
    st.none() | st.sampled_from(["AppConsistent", "FileSystemConsistent", "CrashConsistent"]),
)
def test_the_choice_is_the_plain_definition(
    points: list[ListedPoint], wanted: str | Before, least: Consistency | None
) -> None:
    """No point that fits is newer than the chosen one; and if one fits, one is chosen."""
    enough = {
        "AppConsistent": {"AppConsistent"},
        "FileSystemConsistent": {"AppConsistent", "FileSystemConsistent"},
        "CrashConsistent": {"AppConsistent", "FileSystemConsistent", "CrashConsistent"},
    }
    fitting = [
        point
        for point in points
        if (least is None or point.properties.recovery_point_type in enough[least])
        and (point.time < wanted.before if isinstance(wanted, Before) else wanted in ("latest", point.name))
    ]
    try:
        chosen = choose(points, wanted, least)
    except Malformed:
        assert not fitting
        return
    assert chosen in fitting
    assert not [point for point in fitting if point.time > chosen.time]


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
