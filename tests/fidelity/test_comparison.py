"""What counts as a difference between a recorded answer and the simulator's, and what does not."""

import pytest

from fidelity.bodies import Bodies, Difference
from fidelity.comparison import Leniency, compare
from fidelity.identities import Identities
from fidelity.recordings import Answer, Json

LENIENCY = Leniency(frozenset({"date"}), frozenset({"retry-after"}), frozenset({"progressPercentage"}))
ONE, OTHER = "11f3e18a-5c66-4e25-9dbc-31d1618cca81", "22222222-922f-4afe-a8cf-88f1ae642839"


def differences(recorded: Json, ours: Json, ids: Identities | None = None) -> list[Difference]:
    return list(Bodies(ids or Identities(), LENIENCY.chance).compare(recorded, ours, "body"))


@pytest.mark.parametrize(
    ("recorded", "ours"),
    [
        ("2024-05-14T08:49:41.4762631Z", "2026-01-01T00:00:00Z"),
        ("PT41M11.1877936S", "PT2S"),
        ("6/13/2024 12:00:00 AM", "1/2/2026 3:04:05 PM"),
        ("11390 MB", "7 MB"),
        (ONE, OTHER),
        ({"progressPercentage": 50.0}, {"progressPercentage": 86.0}),
        ([{"name": "a", "n": 1}, {"name": "b", "n": 2}], [{"name": "b", "n": 2}, {"name": "a", "n": 1}]),
        ({"value": [{"name": "a"}], "__trimmed__": "had 22"}, {"value": [{"name": "a"}, {"name": "b"}]}),
    ],
)
def test_time_and_chance(recorded: Json, ours: Json) -> None:
    """Times, durations, sizes, ids, the order of a list, and what a recording left out make no difference."""
    assert differences(recorded, ours) == []


@pytest.mark.parametrize(
    ("recorded", "ours", "expected"),
    [
        ({"status": "InProgress"}, {"status": "Succeeded"}, ("body.status", "Succeeded, recorded InProgress")),
        ({"a": 1}, {}, ("body.a", "missing")),
        ({}, {"a": 1}, ("body.a", "not recorded")),
        ({"a": 1}, {"a": "1"}, ("body.a", "text, recorded number")),
        ({"a": None}, {"a": {}}, ("body.a", "object, recorded null")),
        ({"a": 400239}, {"a": 400136}, ("body.a", "400136, recorded 400239")),
        ({"a": [1]}, {"a": [1, 1]}, ("body.a", "2 entries, recorded 1")),
        ({"a": [{"b": True}]}, {"a": [{"b": False}]}, ("body.a.#.b", "False, recorded True")),
        ("0001-01-01T00:00:00", "2024-05-14T08:49:41Z", ("body", "{time}Z, recorded 0-0-0T0:0:0")),
        ("2024-05-14T08:49:41Z", "2024-05-14T08:49:41", ("body", "{time}, recorded {time}Z")),
        ("/Subscriptions/a", "/subscriptions/a", ("body spelling", "other")),
    ],
)
def test_what_differs(recorded: Json, ours: Json, expected: tuple[str, str]) -> None:
    """Keys, types, values, and what a time means are told at their place."""
    assert differences(recorded, ours) == [expected]


def test_the_same_id_again() -> None:
    """An id stands for the one that first came in its place; another one later is a difference."""
    ids = Identities()
    assert differences({"jobId": ONE}, {"jobId": OTHER}, ids) == []
    assert differences({"name": ONE}, {"name": OTHER}, ids) == []
    assert [one.place for one in differences({"name": ONE}, {"name": ONE}, ids)] == ["body.name"]
    assert ids.address(f"https://management.azure.com/backupJobs/{ONE}").endswith(OTHER)


def test_a_signed_address() -> None:
    """Signatures are chance; that an address is signed, or is not, is none."""
    unsigned = f"https://management.azure.com/operationResults/{ONE}?api-version=2024-04-01"
    signed = f"{unsigned}&t=638512733815394406&c=MIIH&s=biHK&h=2mkk"
    assert differences(f"{unsigned}&t=1&c=2&s=3&h=4", signed) == []
    assert differences(unsigned, signed) == [("body signature", "not recorded")]
    assert next(one.what for one in differences(signed, unsigned)).endswith("&{signed}&{signed}&{signed}&{signed}")


def test_status_and_headers() -> None:
    """The status counts, and so do headers, but for those that say nothing of the service."""
    recorded = Answer(202, {"date": "then", "location": "/a", "expires": "-1"})
    ours = Answer(204, {"location": "/b", "retry-after": "60", "x-new": "1"})
    assert compare(recorded, ours, Identities(), LENIENCY) == [
        ("status", "204, recorded 202"),
        ("header expires", "missing"),
        ("header location", "/b, recorded /a"),
        ("header x-new", "not recorded"),
    ]
