"""Every function of the app that takes a message, from the worker's hand to the queue of events."""

import json
import logging
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.functions.eventgrid import EventGridEventInConverter
from azure.functions.meta import Datum
from azure.storage.queue import QueueClient, QueueServiceClient
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from proof.fuzz.mutations import mutated
from proof.fuzz.parsers import MESSAGES, seeds
from proof.fuzz.rules import LARGEST
from protect_vm.consider import VM_EVENTS
from shared.arrival import read
from shared.connections import connections
from shared.malformed import Malformed
from shared.telling import TellEvent
from tests.delivered import Delivered

KINDS = {kind.QUEUE: kind for kind in MESSAGES}
QUEUES = [*KINDS, VM_EVENTS, TellEvent.QUEUE]
type Functions = dict[str, Callable[[Any], None]]
ONE_AZURITE = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def told(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> Iterator[QueueClient]:
    """Return the queue of events of an app that runs by the environment's settings."""
    environment = {
        "AzureWebJobsStorage": azurite.connection_string,
        "ARM_ENDPOINT": azure.url,
        "IDENTITY_ENDPOINT": azure.identity_endpoint,
        "IDENTITY_HEADER": azure.identity_header,
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    connections.cache_clear()
    log = logging.getLogger("azure_vm_backup")
    log.setLevel(logging.ERROR)
    queue = QueueServiceClient.from_connection_string(azurite.connection_string).get_queue_client("backup-events")
    with suppress(ResourceExistsError):
        queue.create_queue()
    yield queue
    log.setLevel(logging.NOTSET)
    connections.cache_clear()


@pytest.fixture
def functions(told: QueueClient) -> Functions:
    """Return the app's functions by their queues, or by their names with brackets where they have none."""
    assert told
    return indexed()


@cache
def indexed() -> Functions:
    """Index the app, once a process, as the worker does."""
    from function_app import app  # noqa: PLC0415 - it looks at the settings

    return {
        str(getattr(function.get_trigger(), "queue_name", f"{function.get_function_name()}()")): (
            function.get_user_function()
        )
        for function in app.get_functions()
    }


def rejection(queue: QueueClient, of: str) -> dict[str, Any]:
    """Take the one event that has come; hold that it rejects a message of that queue."""
    (message,) = queue.receive_messages()
    queue.delete_message(message)
    text = b64decode(message.content)
    event: dict[str, Any] = json.loads(text)
    assert len(text) <= LARGEST
    assert event["type"] == "AzureVmBackup.RequestRejected"
    assert (event["data"]["queue"], event["id"].partition("/")[0]) == (of, of)
    assert event["data"]["problem"]
    assert event["data"]["remedy"]
    return event


def test_every_queue_of_the_app_is_tried(functions: Functions) -> None:
    """A new one needs no new test."""
    assert set(QUEUES) == {name for name in functions if not name.endswith("()")}


@pytest.mark.parametrize("name", QUEUES)
@ONE_AZURITE
@given(text=st.binary(max_size=100) | st.sampled_from([b"[" * 40_000, b"\xff" * 49_000, b"{}", b'{"requestId": 7}']))
def test_a_message_of_no_form_is_rejected_by_one_event(
    functions: Functions, told: QueueClient, name: str, text: bytes
) -> None:
    """Its id is the queue's and a requestId that a redelivery has, too; nothing is raised, so nothing is poisoned."""
    message = Delivered(text, id=str(uuid4()))
    functions[name](message)
    first = rejection(told, name)
    assert UUID(first["id"].partition("/")[2])
    functions[name](message)
    assert rejection(told, name)["id"] == first["id"]


@pytest.mark.parametrize("name", KINDS)
@ONE_AZURITE
@given(chance=st.integers(0, 2**32))
def test_a_message_that_is_almost_right_is_rejected_under_its_own_id(
    functions: Functions, told: QueueClient, name: str, chance: int
) -> None:
    """Whoever sent it finds the event by the requestId that was sent, if that was right."""
    random = Random(chance)  # noqa: S311 - to be repeatable
    text = mutated(random.choice(seeds(f"message-{name}")), random)
    assume(text)
    assert text
    message = Delivered(text, id=str(uuid4()))
    try:
        read(KINDS[name], message, connections().settings, connections().now())
    except Malformed:
        functions[name](message)
        event = rejection(told, name)
        assert UUID(event["id"].partition("/")[2])


@ONE_AZURITE
@given(chance=st.integers(0, 2**32))
def test_an_event_that_is_posted_is_heard_or_rejected(functions: Functions, told: QueueClient, chance: int) -> None:
    """In both schemas, as Microsoft's own worker hands it over; what the worker itself refuses never comes to us."""
    random = Random(chance)  # noqa: S311 - to be repeatable
    text = mutated(random.choice(seeds("vm-event")), random)
    assume(text)
    assert text
    try:
        event = EventGridEventInConverter.decode(Datum(text.decode(), "json"), trigger_metadata=None)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return
    functions["vm_written()"](event)
    for message in told.receive_messages():
        told.delete_message(message)
        assert json.loads(b64decode(message.content))["type"] == "AzureVmBackup.RequestRejected"
