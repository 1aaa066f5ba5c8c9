"""What is examined: settings, the connections they make, and what has been learnt on the way."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.answers import Answer
from shared.arm_ids import VaultId, same
from shared.connections import Connections
from shared.settings import STORAGE, Settings

if TYPE_CHECKING:
    from vmbackup.doctor.identity import Identity

QUOTA = "x-ms-ratelimit-remaining-"
PATIENCE = timedelta(minutes=10)


class Patient:
    """The app as its settings describe it, seen by whoever is signed in here.

    `patience` is how long a message may wait before nobody is thought to serve its queue; with `writes` checks may also
    try what changes something, and take it back; `app` is the object id of the app's identity, where another one is
    signed in. Checks note what later ones need: who is signed in, storage's own time, the regions of the vaults that
    could be read, what is left of quotas.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        patience: timedelta = PATIENCE,
        writes: bool = False,
        app: str | None = None,
        connect: Callable[[Mapping[str, str]], Connections] = Connections,
    ) -> None:
        self.environ, self.patience, self.writes, self.app = environ, patience, writes, app
        self._connect = connect
        self.identity: Identity | None = None
        self.storage_time: datetime | None = None
        self.regions: dict[VaultId, str] = {}
        self.quotas: dict[str, int] = {}
        self._request_id = uuid4()

    @cached_property
    def azure(self) -> Connections:
        """Return the connections; SettingsError where the settings are wrong."""
        return self._connect(self.environ)

    @property
    def settings(self) -> Settings:
        """Return the settings; SettingsError where they are wrong."""
        return self.azure.settings

    @property
    def vaults(self) -> list[VaultId]:
        """Return every vault that the settings name, once."""
        named = [*self.settings.rules.vaults, *filter(None, [self.settings.default_vault_id])]
        return [vault for place, vault in enumerate(named) if not any(same(vault, other) for other in named[:place])]

    @cached_property
    def queues(self) -> set[str]:
        """Return the names of all queues of the storage account. Raise Refused or Unavailable."""
        from shared.sdk_errors import remedied  # noqa: PLC0415 - as the clients, only where there is something to ask

        with remedied("Queue Storage"):
            return {queue.name for queue in self.azure.queue_service.list_queues()}

    @property
    def storage_by_key(self) -> bool:
        """Tell whether storage is reached by a connection string, without a sign-in."""
        return bool(self.environ.get(STORAGE))

    @property
    def is_by_app(self) -> bool:
        """Tell whether what is tried here is tried as an app; what a person may not do says nothing of the app."""
        return self.identity is None or self.identity.is_app

    @property
    def is_app(self) -> bool:
        """Tell whether permissions are those of an app: it is signed in here, or was named."""
        return bool(self.app) or self.is_by_app

    @property
    def assignee(self) -> str:
        """Return whom a role is to be given: the app's identity."""
        own = self.identity.object_id if self.identity and self.identity.is_app else None
        return self.app or own or "<object id of the app's identity>"

    def get(self, url: str) -> Answer:
        """Read from Azure Resource Manager, and keep what is left of its quotas. Raise Refused or Unavailable."""
        answer = self.azure.arm.get(url, self._request_id)
        for name, left in answer.headers.items():
            if name.startswith(QUOTA) and left.isdigit():
                kind = name.removeprefix(QUOTA)
                self.quotas[kind] = min(int(left), self.quotas.get(kind, int(left)))
        return answer

    def entries(self, url: str) -> Iterator[object]:
        """Read a list to its end. Raise Refused or Unavailable."""
        return self.azure.arm.entries(url, self._request_id)
