import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from azure.core.credentials import AccessToken
from azure.identity import ManagedIdentityCredential
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from shared.queues import Queues, queue_service
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage
from tests.running import VAULT, vm_id

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REQUEST = TriggerBackup(vm_id=vm_id("web01"), vault_id=VAULT, request_id=uuid4(), accepted=NOW)


class AppIdentity:
    """The app's own credential, never asked here."""

    def get_token(self, *_: str, **__: object) -> AccessToken:
        raise AssertionError("no test of this module signs in")


@pytest.fixture
def service(azurite: Azurite) -> QueueServiceClient:
    service = queue_service({"AzureWebJobsStorage": azurite.connection_string}, AppIdentity)
    for queue in service.list_queues():
        service.delete_queue(queue.name)
    return service


def tracker(due: datetime) -> OperationTracker:
    return OperationTracker(
        request=REQUEST,
        stage=Stage.BACKING_UP,
        tracking_uri=f"https://management.azure.com/{'x' * 3461}",
        started=NOW,
        deadline=NOW,
        due=due,
    )


def test_a_missing_queue_is_created_and_the_message_is_base64(service: QueueServiceClient) -> None:
    """Functions that consume the events expect it so."""
    Queues(service).send(REQUEST, NOW)
    (message,) = service.get_queue_client("trigger-backup").receive_messages()
    assert base64.b64decode(message.content, validate=True) == REQUEST.to_json()


def test_a_message_is_hidden_until_it_is_due(service: QueueServiceClient) -> None:
    """Storage keeps it; no function waits."""
    for due in (NOW + timedelta(seconds=90.2), NOW - timedelta(seconds=5)):
        Queues(service).send(tracker(due), NOW)
    queue = service.get_queue_client("operations")
    assert queue.get_queue_properties().approximate_message_count == 2
    assert len(queue.peek_messages(32)) == 1
    assert tracker(NOW + timedelta(seconds=90.2)).delay(NOW) == 91


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"AzureWebJobsStorage__accountName": "acc"}, "https://acc.queue.core.windows.net/"),
        ({"AzureWebJobsStorage__queueServiceUri": "https://q.example"}, "https://q.example/"),
        ({"AzureWebJobsStorage__serviceUri": "https://s.example"}, "https://s.example/"),
        (
            {"AzureWebJobsStorage__accountName": "a", "AzureWebJobsStorage__queueServiceUri": "https://q.example"},
            "https://q.example/",
        ),
    ],
)
def test_identity_based_settings_are_read_as_the_host_reads_them(settings: dict[str, str], url: str) -> None:
    """Explicit URI before account name; the app's identity when no other is named."""
    identity = AppIdentity()
    service = queue_service(settings, lambda: identity)
    assert service.url == url
    assert service.credential is identity


def test_storage_may_have_an_identity_of_its_own() -> None:
    """Named by its client id."""
    settings = {"AzureWebJobsStorage__accountName": "acc", "AzureWebJobsStorage__clientId": "c0ffee"}
    assert isinstance(queue_service(settings, AppIdentity).credential, ManagedIdentityCredential)


def test_a_connection_string_wins_over_the_rest(azurite: Azurite) -> None:
    """As it does for the triggers."""
    settings = {"AzureWebJobsStorage": azurite.connection_string, "AzureWebJobsStorage__accountName": "acc"}
    assert queue_service(settings, AppIdentity).url.startswith(azurite.queue_url)
