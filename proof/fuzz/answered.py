"""Azure that gives the answers of an input, one after the other, to the app's real client and steps; then none."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast
from uuid import UUID

import msgspec
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from proof.fuzz.in_memory import Blobs, Secrets
from shared.answers import Answer, Unavailable, judged
from shared.arm import ArmClient
from shared.connections import Connections
from shared.records import Records
from shared.trace import Call

if TYPE_CHECKING:
    from shared.container import Container

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
VAULT = (
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/backup"
    "/providers/Microsoft.RecoveryServices/vaults/nightly"
)
TOLD = "https://told.example"
FORMS = ("cloudevents", "teams", "slack")
ENVIRON = {
    "AzureWebJobsStorage": "unused",
    "DEFAULT_VAULT_ID": VAULT,
    "KEY_VAULT_URI": "https://nightly.vault.azure.net",
    "EVENT_GRID_TOPIC": f"{TOLD}/api/events",
    "WEBHOOKS": msgspec.json.encode([{"name": form, "form": form, "url": f"{TOLD}/{form}"} for form in FORMS]).decode(),
    "BACKUP_RULES": msgspec.json.encode([{"region": "westeurope", "vault": VAULT}]).decode(),
}


class Given(msgspec.Struct):
    """An answer as an input writes it down."""

    status: int = 200
    headers: dict[str, str] = {}
    body: object = None

    @property
    def answer(self) -> Answer:
        """Return it as the client sees it."""
        return Answer(self.status, {name.lower(): value for name, value in self.headers.items()}, self.body)


class Answers(ArmClient):
    """The app's client, without the wire."""

    def __init__(self, given: Iterable[Given]) -> None:
        super().__init__("https://management.azure.com", str)
        self._given = iter(given)

    def _answered(self, method: str, url: str, request_id: UUID, body: object, call: Call) -> Answer:  # noqa: ARG002 - the same form
        self._confined(url)
        msgspec.json.encode([method, str(request_id), body])
        given = next(self._given, None)
        if given is None:
            raise Unavailable("Azure has no more answers", lost=True)
        return judged(given.answer)


class Answered(Connections):
    """The app's connections to such an Azure, with blobs and secrets in memory."""

    def __init__(self, answers: Iterable[Given] = (), blobs: Blobs | None = None) -> None:
        super().__init__(ENVIRON)
        self._answers, self._blobs = answers, blobs or Blobs()

    @cached_property
    def arm(self) -> ArmClient:
        """Azure Resource Manager."""
        return Answers(self._answers)

    @cached_property
    def blobs(self) -> BlobServiceClient:
        """Containers in memory."""
        return cast("BlobServiceClient", self._blobs)

    @cached_property
    def records(self) -> Records:
        """What is remembered, in memory."""
        return Records(cast("Container", self._blobs.get_container_client(self.settings.records_container)))

    @cached_property
    def secrets(self) -> SecretClient:
        """A key vault in memory."""
        return cast("SecretClient", Secrets())

    @cached_property
    def queue_service(self) -> QueueServiceClient:
        """Queues that nobody has."""
        raise Unavailable("no queues here")

    def now(self) -> datetime:
        """Return a time that stands still."""
        return NOW
