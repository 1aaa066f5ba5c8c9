"""A patient that is well: simulated Azure, and the app's queues in Azurite, empty."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.poison import QUEUES
from tests.running import VAULT
from tests.vmbackup.doctor.examined import RULE, sign_in
from tests.vmbackup.doctor.roles import Allowed, proven_roles
from vmbackup.doctor.queues import SHARED


@pytest.fixture(scope="module")
def service(azurite: Azurite) -> QueueServiceClient:
    """Return the storage account's queues: all there, none poisoned, empty, whatever other tests have left."""
    service = QueueServiceClient.from_connection_string(azurite.connection_string)
    tidy(service)
    return service


@pytest.fixture
def queues(service: QueueServiceClient) -> Iterator[QueueServiceClient]:
    """Return the queues, to be changed; afterwards they are as before."""
    yield service
    tidy(service)


def tidy(service: QueueServiceClient) -> None:
    """Have every queue of the app be there, and empty."""
    there = {queue.name for queue in service.list_queues()}
    for name in there:
        if name.endswith("-poison"):
            service.delete_queue(name)
    for name in {*QUEUES, *SHARED}:
        if name in there:
            service.get_queue_client(name).clear_messages()
        else:
            service.create_queue(name)


@pytest.fixture
def environ(
    azure: Simulator, azurite: Azurite, service: QueueServiceClient, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Return the settings of an app that is well; its managed identity is signed in."""
    assert service
    sign_in(azure, monkeypatch)
    return {
        "AzureWebJobsStorage": azurite.connection_string,
        "ARM_ENDPOINT": azure.url,
        "DEFAULT_VAULT_ID": VAULT,
        "BACKUP_RULES": RULE,
        "BACKUP_SCHEDULE": "0 0 1 * * *",
        "KEY_VAULT_URI": azure.key_vault_uri,
        "RECORDS_CONTAINER": f"records-{uuid4()}",
        "SCRIPTS_CONTAINER": f"scripts-{uuid4()}",
    }


@pytest.fixture
def allowed(environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Allowed]:
    """Return the settings of an app on an Azure that allows what the proven roles do, perhaps but for one action."""
    with ExitStack() as stack:

        def enforced(but: str = "") -> dict[str, str]:
            azure = stack.enter_context(Simulator(seed=1, roles=proven_roles(tmp_path, but)))
            sign_in(azure, monkeypatch)
            return environ | {"ARM_ENDPOINT": azure.url, "KEY_VAULT_URI": azure.key_vault_uri}

        yield enforced
