"""Whose trace a request belongs to."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
import pytest

from docs.contracts.examples import MOUNT, REVOKE
from shared.arrival import read
from shared.requests import TriggerBackup
from shared.settings import Settings
from shared.trace import trace_of
from tests.delivered import Delivered
from tests.running import VAULT, App, vm_id

SENDERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def sent(**fields: object) -> TriggerBackup:
    """Return a request as it is read from its queue."""
    body = json.dumps({"vmId": vm_id("web01"), "vaultId": VAULT} | fields).encode()
    return read(TriggerBackup, Delivered(body), Settings(), datetime.now(UTC))


def test_the_trace_of_a_request_is_its_request_id() -> None:
    """Whoever has the one finds the other."""
    request_id = uuid4()
    trace = trace_of(sent(requestId=str(request_id)))
    assert trace.traceparent.split("-")[:2] == ["00", request_id.hex]
    assert trace.parent_id is None


def test_a_senders_trace_is_continued() -> None:
    """The request is a part of what the sender does."""
    trace = trace_of(sent(traceparent=SENDERS))
    assert trace.traceparent.split("-")[1] == SENDERS.split("-")[1]
    assert f"{trace.parent_id:016x}" == SENDERS.split("-")[2]


@pytest.mark.parametrize(
    "wrong",
    [
        7,
        "",
        "x",
        [],
        {},
        SENDERS.upper(),
        SENDERS + "\n",
        f"01{SENDERS[2:]}",
        SENDERS.replace("0af7651916cd43dd8448eb211c80319c", "0" * 32),
    ],
)
def test_a_traceparent_that_is_none_is_passed_over(wrong: object) -> None:
    """Nobody's backup fails for it."""
    request = sent(traceparent=wrong)
    assert request.traceparent is None


def test_closing_a_mount_is_a_part_of_its_trace() -> None:
    """Of the request that has opened it, whose span it names."""
    mount, revoke = trace_of(MOUNT), trace_of(REVOKE)
    assert (revoke.trace_id, revoke.parent_id) == (mount.trace_id, mount.span_id)
    assert revoke.span_id != mount.span_id


def test_a_request_that_is_sent_again_in_another_trace_is_the_same(app: App) -> None:
    """It is answered with the same event, letter by letter."""
    app.run(app.protect())
    request = app.back_up(chosen_id=True, message_id="first", traceparent=SENDERS)
    (first,) = app.run(request)
    again = msgspec.structs.replace(request, message_id="second", traceparent=None)
    (second,) = app.run(again)
    assert second.to_json() == first.to_json()
    assert json.loads(first.to_json())["traceparent"].split("-")[1] == SENDERS.split("-")[1]


def test_a_nil_request_id_has_a_trace_too() -> None:
    """All zeros are no trace."""
    assert trace_of(sent(requestId=str(UUID(int=0)))).trace_id
