import base64
import json
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from poison.watch import tell
from report.look import look
from shared.arrival import read
from shared.connections import Connections
from shared.events import BackupCompleted
from shared.poison import discard, letters, replay
from shared.requests import TriggerBackup
from shared.settings import Settings
from tests.delivered import Delivered
from tests.running import VAULT, App

VM_EVENT = '{"eventType": "x", "data": {"claims": {"name": "Ada"}}}'


@pytest.fixture
def app(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return an app in whose storage there is no queue yet."""
    settings = {"AzureWebJobsStorage": azurite.connection_string, "RECORDS_CONTAINER": f"records-{uuid4()}"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    app = App(azure, monkeypatch, **settings)
    for left in app.connections.queue_service.list_queues():
        app.connections.queue_service.delete_queue(left)
    return app


def queue(app: App, name: str) -> QueueClient:
    client = app.connections.queue_service.get_queue_client(name)
    with suppress(ResourceExistsError):
        client.create_queue()
    return client


def poisoned(app: App, name: str, text: str) -> str:
    """Put a message where the host puts what has failed five times."""
    return str(queue(app, f"{name}-poison").send_message(base64.b64encode(text.encode()).decode()).id)


def events(app: App) -> list[dict[str, object]]:
    """Take the events that were sent."""
    messages = queue(app, "backup-events").receive_messages(visibility_timeout=60)
    return [json.loads(base64.b64decode(message.content)) for message in messages]


def test_a_poisoned_message_is_told_once(app: App) -> None:
    """With its requestId, and the command that puts it back."""
    request_id = str(uuid4())
    message_id = poisoned(app, "protect-vm", json.dumps({"vmId": "x", "requestId": request_id}))
    assert tell(app.connections) == []
    tell(app.connections)
    (event,) = events(app)
    data = event["data"]
    assert isinstance(data, dict)
    assert event["id"] == f"protect-vm-poison/{message_id}"
    assert (data["queue"], data["messageId"], data["requestId"]) == ("protect-vm", message_id, request_id)
    assert data["replay"] == f"vmbackup poison replay protect-vm {message_id}"
    assert "vmId" in data["text"]


@pytest.mark.parametrize(
    ("name", "text", "request_id"),
    [
        ("operations", '{"request": {"requestId": "7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a"}}', "7c1d8f6e"),
        ("trigger-backup", "hello", None),
        ("trigger-backup", "[1]", None),
        ("trigger-backup", '{"request": 7}', None),
    ],
)
def test_the_request_is_found_where_there_is_one(app: App, name: str, text: str, request_id: str | None) -> None:
    """A tracker's is that of its request; garbage has none."""
    poisoned(app, name, text)
    (letter,) = letters(app.connections)
    assert (letter.request_id or "").startswith(request_id or "")
    assert bool(letter.request_id) == bool(request_id)


def test_an_event_of_event_grid_is_not_shown(app: App) -> None:
    """It holds somebody's name."""
    poisoned(app, "vm-events", VM_EVENT)
    tell(app.connections)
    assert "Ada" not in json.dumps(events(app))


def test_a_replayed_request_goes_on_where_it_was_stopped(app: App, azure: Simulator) -> None:
    """It is the message that has claimed its requestId, and what it had begun is found."""
    app.run(app.protect())
    request = app.back_up(chosen_id=True, message_id="first")
    app.step(request)
    message_id = poisoned(
        app, "trigger-backup", json.dumps({"vmId": request.vm_id, "requestId": str(request.request_id)})
    )
    azure.advance(3 * 24 * 3600)
    queue(app, "trigger-backup")
    assert replay("trigger-backup", message_id, app.connections)
    (back,) = queue(app, "trigger-backup").peek_messages(5)
    delivered = Delivered(back.content.encode(), id="another")
    again = read(TriggerBackup, delivered, Settings(default_vault_id=VAULT), app.connections.now())
    (event,) = app.run(again)
    assert isinstance(event, BackupCompleted)
    assert len([job for job in azure.jobs() if job.operation == "Backup"]) == 1


def test_a_message_is_put_back_as_it_was(app: App) -> None:
    """And is gone from the poison queue."""
    poisoned(app, "protect-vm", '{"vmId": "first"}')
    message_id = poisoned(app, "protect-vm", '{"vmId": "second"}')
    queue(app, "protect-vm")
    assert replay("protect-vm", message_id, app.connections)
    (back,) = queue(app, "protect-vm").peek_messages(5)
    assert base64.b64decode(back.content) == b'{"vmId": "second"}'
    assert message_id not in {letter.id for letter in letters(app.connections)}


def test_a_message_is_deleted_for_good(app: App) -> None:
    """Nothing is put back."""
    message_id = poisoned(app, "protect-vm", "{}")
    assert discard("protect-vm", message_id, app.connections)
    assert list(letters(app.connections)) == []
    assert queue(app, "protect-vm").peek_messages(1) == []


@pytest.mark.parametrize("deed", [replay, discard])
def test_a_message_that_is_not_there_is_told_so(app: App, deed: Callable[[str, str, Connections], bool]) -> None:
    """Also when there is no poison queue at all."""
    assert list(letters(app.connections)) == []
    assert not deed("protect-vm", "nothing", app.connections)
    poisoned(app, "protect-vm", "{}")
    assert not deed("protect-vm", "nothing", app.connections)


def test_a_message_that_is_taken_away_hides_no_other(app: App) -> None:
    """Who looks next sees the rest."""
    first, second, third = (poisoned(app, "protect-vm", "{}") for _ in range(3))
    assert discard("protect-vm", second, app.connections)
    assert {letter.id for letter in letters(app.connections)} == {first, third}


def test_the_report_counts_them(app: App) -> None:
    """So that who looks at the page sees it."""
    poisoned(app, "protect-vm", "{}")
    poisoned(app, "operations", "{}")
    assert look(app.connections).poisoned == 2
