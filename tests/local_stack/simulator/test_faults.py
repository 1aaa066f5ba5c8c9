"""Faults are data: each says what goes wrong, and how often."""

import time

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path


@pytest.mark.parametrize(
    ("status", "code_of_azure", "cause"),
    [
        (429, "ResourceRequestsThrottled", "gateway"),
        (500, "RestApiInternalError", "service"),
        (502, "InvalidGatewayHost", "gateway"),
        (503, "ServiceUnavailable", "gateway"),
        (504, "GatewayTimeout", "gateway"),
    ],
)
def test_status_as_azure_answers_it(azure: Simulator, arm: Arm, status: int, code_of_azure: str, cause: str) -> None:
    """A mere status comes with Azure's own body for it, once."""
    azure.fault(on="GET */vaults/NIGHTLY", answer=status)
    answer = arm.get(VAULT)
    assert code(answer) == (status, code_of_azure)
    assert answer.headers["x-ms-failure-cause"] == cause
    assert ("Retry-After" in answer.headers) == (status == 429)
    assert arm.get(VAULT).status_code == 200


def test_several_times_and_nowhere_else(azure: Simulator, arm: Arm) -> None:
    """A fault hits what it is about, as often as it says; nothing is done meanwhile."""
    azure.fault(on="PUT */protectedItems/*web01", answer=503, times=2)
    assert arm.protect("web02").status_code == 202
    assert [arm.protect("web01").status_code for _ in range(3)] == [503, 503, 202]


def test_answer_of_ones_own(azure: Simulator, arm: Arm) -> None:
    """Status, headers and body can be anything."""
    headers = {"Retry-After": "7", "x-ms-failure-cause": "nobody"}
    azure.fault(on="GET *", answer={"status": 418, "headers": headers, "body": {"tea": "pot"}})
    answer = arm.get(VAULT)
    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (418, {"tea": "pot"}, "7")


def test_lost_answer(azure: Simulator, arm: Arm) -> None:
    """With `after` the work is done and only its answer is lost: the next try meets it."""
    azure.fault(on="PUT */protectedItems/*", answer="reset", after=True)
    with pytest.raises(requests.ConnectionError):
        arm.protect("web01")
    assert code(arm.protect("web01")) == (409, "BMSUserErrorObjectLocked")
    azure.advance(114)
    assert arm.get(item_path("web01")).status_code == 200


def test_reset(azure: Simulator, arm: Arm) -> None:
    """A reset cuts the connection before anything is done."""
    azure.fault(on="PUT */protectedItems/*", answer="reset")
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        arm.protect("web01")
    assert arm.protect("web01").status_code == 202


def test_hang(azure: Simulator) -> None:
    """A hanging request is never answered; the simulator stops all the same."""
    azure.fault(on="GET *", answer="hang")
    with pytest.raises(requests.ReadTimeout):
        requests.get(azure.url + VAULT, timeout=0.5)
    assert azure.journal()[-1]["status"] == "unanswered"


def test_delay(azure: Simulator, arm: Arm) -> None:
    """Without an answer of its own a fault only makes the right one late, in real time."""
    azure.fault(on="GET *", delay=0.05)
    started = time.monotonic()
    assert arm.get(VAULT).status_code == 200
    assert time.monotonic() - started >= 0.05


def test_over_http(azure: Simulator) -> None:
    """Faults are given, listed and forgotten over HTTP, without a token; nonsense is refused."""
    where = f"{azure.url}/_simulator/faults"
    fault = {"on": "GET *", "answer": 503, "times": 2}
    assert requests.post(where, json=fault, timeout=10).status_code == 201
    assert fault.items() <= requests.get(where, timeout=10).json()["value"][0].items()
    assert requests.delete(where, timeout=10).status_code == 204
    assert requests.get(where, timeout=10).json() == {"value": []}
    assert requests.post(where, json={"on": "GET *", "answr": 503}, timeout=10).status_code == 400
