"""Running backups in simulated Azure, and real storage: what a new instance meets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from azure.storage.blob import ContainerClient
from azure.storage.queue import QueueClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import DEFAULT
from local_stack.stack import ignore_proxies
from shared.connections import Connections
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker
from trigger_backup.start import start_backup

BACKUPS = 20
VAULT = DEFAULT.vaults[0].id


class Scene(NamedTuple):
    """Where everything is, and the trackers of the running backups, one for each."""

    azure: Simulator
    storage: str
    trackers: list[str]

    def settings(self, records: str) -> dict[str, str]:
        """Return the app's settings, with that container for its records; a board serves as long as the bench runs."""
        return places(self.azure, self.storage) | {
            "RECORDS_CONTAINER": records,
            "LOOK_SECONDS": "3600",
            "POLL_CAP_SECONDS": "3600",
        }

    def new_records(self) -> str:
        """Make a container without a board, and name it."""
        name = f"records-{uuid4()}"
        with ContainerClient.from_connection_string(self.storage, name) as container:
            container.create_container()
        return name

    def calls(self) -> int:
        """Return how often Azure Resource Manager was called so far."""
        return sum("/providers/" in str(entry["path"]) for entry in self.azure.journal())

    def looked_again(self) -> int:
        """Return how many trackers have been sent."""
        with QueueClient.from_connection_string(self.storage, OperationTracker.QUEUE) as queue:
            return queue.get_queue_properties().approximate_message_count or 0


class _OnSimulatedTime(Connections):
    def __init__(self, azure: Simulator, storage: str) -> None:
        super().__init__(places(azure, storage))
        self._simulator = azure

    def token(self, _audience: str) -> str:
        """Return a token without signing in."""
        return self._simulator.token()

    def now(self) -> datetime:
        """Return the simulated time."""
        return self._simulator.now().astimezone(UTC)


def places(azure: Simulator, storage: str) -> dict[str, str]:
    """Return the settings that say where everything is."""
    return {
        "AzureWebJobsStorage": storage,
        "ARM_ENDPOINT": azure.url,
        "IDENTITY_ENDPOINT": azure.identity_endpoint,
        "IDENTITY_HEADER": azure.identity_header,
        "BACKUP_SCHEDULE": "0 0 1 * * *",
    }


@contextmanager
def scene() -> Iterator[Scene]:
    """Start some backups; a minute later their jobs run."""
    ignore_proxies()
    with Simulator(seed=1, start=datetime.now(UTC) - timedelta(minutes=2)) as azure, Azurite() as storage:
        with QueueClient.from_connection_string(storage.connection_string, OperationTracker.QUEUE) as queue:
            queue.create_queue()
        trackers = _started(azure, storage.connection_string)
        azure.advance(60)
        yield Scene(azure, storage.connection_string, trackers)


def _started(azure: Simulator, storage: str) -> list[str]:
    app = _OnSimulatedTime(azure, storage)
    trackers = []
    for vm_id in azure.add_protected(BACKUPS, VAULT):
        request = TriggerBackup(vm_id=vm_id, vault_id=VAULT, request_id=uuid4(), accepted=app.now())
        started = (message for message in start_backup(request, app) if isinstance(message, OperationTracker))
        trackers += [tracker.put_off(app.now()).to_json().decode() for tracker in started]
    return trackers
