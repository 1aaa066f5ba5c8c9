"""Bad weather: what calls meet at every door, and what the journal tells of it."""

from uuid import UUID, uuid5

import pytest
import requests

from local_stack.simulator import Simulator
from local_stack.simulator.web.weather import NEVER_AFTER, WEATHER, Weather
from tests.local_stack.simulator.arm import VAULT, Arm, item_path

REQUESTS = [str(uuid5(UUID(int=7), str(number))) for number in range(300)]


def met(weather: Weather, path: str, ids: list[str]) -> list[tuple[str, str, bool] | None]:
    """Draw for one call of each request, in the order given; return what each met, in the order of ids."""
    faults = {one: weather.draw("POST", path, one) for one in ids}
    return [(one, fault.name, fault.after) if fault else None for one, fault in sorted(faults.items())]


def test_every_kind_before_the_work_and_after_it() -> None:
    """Each kind comes, after the work is done as well, save who is turned away; at about the rate asked for."""
    drawn = [one for one in met(Weather(0.5, 3), VAULT, REQUESTS) if one]
    before, after = ({kind for _, kind, late in drawn if late == wanted} for wanted in (False, True))
    assert (before, after) == (set(WEATHER), set(WEATHER) - NEVER_AFTER)
    assert 120 < len(drawn) < 180


def test_by_name_and_not_by_turn() -> None:
    """A request meets the same weather whichever others came before it, and whatever ids Azure has drawn."""
    path = f"{VAULT}/operations/{{}}"
    there = met(Weather(0.3, 3), path.format(UUID(int=1)), REQUESTS)
    back = met(Weather(0.3, 3), path.format(UUID(int=2)), REQUESTS[::-1])
    assert there == back
    assert there != met(Weather(0.3, 4), path.format(UUID(int=1)), REQUESTS)


def test_the_same_call_again_meets_weather_of_its_own() -> None:
    """A call that went wrong does not go wrong for ever."""
    weather = Weather(0.5, 3)
    assert {bool(weather.draw("GET", VAULT, REQUESTS[0])) for _ in range(20)} == {True, False}


def test_no_door_is_spared() -> None:
    """Sign-in and key vault have their weather, too; the simulator's own routes have none."""
    weather = Weather(0.5, 3)
    for method, path in (("GET", "/msi/token"), ("PUT", "/secrets/one")):
        assert any(weather.draw(method, path, "") for _ in range(20))
    with Simulator(seed=1, weather=1) as azure:
        assert requests.get(f"{azure.url}/_simulator", timeout=10).status_code == 200


def test_the_journal_tells_what_was_done(azure: Simulator, arm: Arm) -> None:
    """Told is what the client saw; done is the status of the work, where it was done."""
    azure.fault(on="PUT *", answer=503, after=True, name="late")
    azure.fault(on="GET *", answer=503)
    arm.protect("web01")
    arm.get(VAULT)
    arm.get(VAULT)
    told = [(entry["status"], entry["done"], entry["weather"]) for entry in azure.journal()]
    assert told == [(503, 202, "late"), (503, None, "fault"), (200, 200, None)]


def test_a_cut_answer(azure: Simulator, arm: Arm) -> None:
    """Half of the body comes, and the end of the connection before the length that was promised."""
    azure.fault(on="GET *", answer="cut", after=True)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="bytes read"):
        arm.get(VAULT)
    azure.fault(on="GET *", answer="cut")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        arm.get(VAULT)
    assert [(entry["status"], entry["done"]) for entry in azure.journal()] == [("cut", 200), ("cut", None)]
    assert arm.get(VAULT).status_code == 200


def test_nothing_to_cut(azure: Simulator, arm: Arm) -> None:
    """An answer without a body is not given at all."""
    azure.fault(on="PUT */protectedItems/*", answer="cut", after=True)
    with pytest.raises(requests.ConnectionError):
        arm.protect("web01")
    azure.advance(114)
    assert arm.get(item_path("web01")).status_code == 200


def test_throttled_without_a_word_when_to_come_again(azure: Simulator, arm: Arm) -> None:
    """A 429 that brings its own body has no Retry-After, unless it brings that, too."""
    azure.fault(on="GET *", answer={"status": 429, "body": {"error": {"code": "TooManyRequests", "message": ""}}})
    answer = arm.get(VAULT)
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, False)


def test_no_share() -> None:
    """A rate is a share of all calls."""
    with pytest.raises(ValueError, match="0 to 1"):
        Simulator(weather=2)
