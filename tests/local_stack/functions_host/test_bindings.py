"""Bindings as the decorators describe them, and those that this host refuses."""

import json

import pytest

from local_stack.functions_host import bindings
from local_stack.functions_host.bindings import Function
from local_stack.functions_host.output_bindings import OutputBindings
from local_stack.functions_host.start_error import StartError
from local_stack.functions_host.storage_queues import StorageQueues

TRIGGER: dict[str, object] = {
    "type": "queueTrigger",
    "name": "message",
    "queueName": "%ENTRANCE%-vm",
    "connection": "Elsewhere",
}
BLOB: dict[str, object] = {"type": "blob", "name": "report", "path": "a/b", "direction": 1}


def step(*raw_bindings: dict[str, object]) -> Function:
    return bindings.function("an id", "step", [json.dumps(raw) for raw in raw_bindings])


def test_app_settings_stand_in_for_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between percent signs, in the name of a queue."""
    monkeypatch.setenv("ENTRANCE", "protect")
    assert step(TRIGGER).trigger.queue_name == "protect-vm"


def test_a_missing_setting_in_the_name_of_a_queue_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting."""
    monkeypatch.delenv("ENTRANCE", raising=False)
    with pytest.raises(StartError, match="the app setting ENTRANCE is missing, which the queueName of step names"):
        step(TRIGGER)


def test_a_missing_connection_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting."""
    monkeypatch.delenv("Elsewhere", raising=False)
    with pytest.raises(StartError, match="the app setting Elsewhere is missing"):
        StorageQueues().queue("protect-vm", "Elsewhere")


def test_an_output_that_is_not_a_queue_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Better at the start than at the first message."""
    monkeypatch.setenv("ENTRANCE", "protect")
    with pytest.raises(StartError, match="step: a blob binding is not served here, only queues are"):
        OutputBindings(step(TRIGGER, BLOB), StorageQueues(), "base64")


def test_a_function_has_one_trigger() -> None:
    """With none it would never run."""
    with pytest.raises(StartError, match="step has 0 triggers"):
        step(BLOB)
