"""Whoever hands out tokens may have a bad day, too."""

from typing import Any
from uuid import uuid4

import pytest

from local_stack.simulator import Simulator
from shared.answers import Refused, Unavailable
from tests.running import VAULT, App

TOKEN = {"access_token": "t", "expires_on": "1890000000", "resource": "r", "token_type": "Bearer"}
BODIES: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    "a page": "<html>",
    "no token": {},
    "a token that is none": TOKEN | {"access_token": {"a": 1}},
    "a token of two lines": TOKEN | {"access_token": "a\r\nX-Evil: 1"},
    "a token in letters of no header": TOKEN | {"access_token": "日本"},
    "an expiry that is none": TOKEN | {"expires_on": "never"},
    "an expiry long past": TOKEN | {"expires_on": "0"},
    "no expiry": {"access_token": "t"},
}


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("body", BODIES)
def test_a_token_that_is_none_means_later_or_no(
    azure: Simulator, monkeypatch: pytest.MonkeyPatch, status: int, body: str
) -> None:
    """And nothing that was sent instead is shown."""
    app = App(azure, monkeypatch)
    azure.fault(on="* /msi/*", answer={"status": status, "body": BODIES[body]}, times=100)
    with pytest.raises((Refused, Unavailable)) as said:
        app.connections.arm.get(VAULT, uuid4())
    assert "Evil" not in str(said.value)
