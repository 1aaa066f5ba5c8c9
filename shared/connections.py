"""What the steps reach the outside with: built once, lazily, from the app's settings."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.addresses import LOOPBACK
from shared.answers import Unavailable
from shared.cloud_event import Event
from shared.messages import Message, Request
from shared.settings import OFF, Settings
from shared.trace import Untraced, tracing
from shared.tracker import OperationTracker

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.data.tables import TableServiceClient
    from azure.keyvault.secrets import SecretClient
    from azure.storage.blob import BlobServiceClient
    from azure.storage.queue import QueueServiceClient

    from shared.arm import ArmClient
    from shared.boards import Boards
    from shared.queues import Queues
    from shared.records import Records
    from shared.request_table import RequestTable

CONNECT_SECONDS = 5
QUICK_RETRIES = 1  # a function must not wait; the queue delivers again


class Connections:
    """Azure, as one app sees it. Everything is built at its first use: a cold start pays only for what it needs."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.settings = Settings.read(environ)

    @cached_property
    def arm(self) -> "ArmClient":
        """Azure Resource Manager."""
        from shared.arm import ArmClient  # noqa: PLC0415 - see the class
        from shared.budget import Budget  # noqa: PLC0415 - see the class

        chosen = self.settings
        budget = Budget(chosen.quota_percent / 100, chosen.poll_cap_seconds, self.now)
        return ArmClient(
            chosen.arm_endpoint,
            lambda: self.token(chosen.arm_endpoint),
            chosen.backup_api_version,
            chosen.arm_timeout_seconds,
            budget,
        )

    @cached_property
    def secrets(self) -> "SecretClient":
        """The key vault of the settings."""
        from azure.keyvault.secrets import SecretClient  # noqa: PLC0415 - see the class

        uri = self.settings.key_vault_uri or ""
        # The client compares the vault's host with the one that asks for a token; loopback has no name to compare.
        named = urlsplit(uri).hostname not in LOOPBACK
        return SecretClient(
            uri, self._credential, verify_challenge_resource=named, retry_total=QUICK_RETRIES, **self._bounds
        )

    @cached_property
    def blobs(self) -> "BlobServiceClient":
        """The blobs of the app's storage account."""
        from azure.storage.blob import BlobServiceClient, LinearRetry  # noqa: PLC0415 - see the class

        from shared.storage_account import connect  # noqa: PLC0415 - see the class

        retry = LinearRetry(backoff=1, retry_total=QUICK_RETRIES)
        return connect(BlobServiceClient, "blob", self._environ, lambda: self._credential, retry_policy=retry)

    @cached_property
    def records(self) -> "Records":
        """What is remembered between steps."""
        from shared.container import Container  # noqa: PLC0415 - see the class
        from shared.records import Records  # noqa: PLC0415 - see the class
        from shared.storage_account import address, signed_like  # noqa: PLC0415 - see the class

        name = self.settings.records_container
        url = f"{address('blob', self._environ)}/{name}"
        client = signed_like(self.queue_service)
        return Records(Container(url, client, lambda: self.blobs.get_container_client(name)))

    @cached_property
    def boards(self) -> "Boards":
        """The job boards of the vaults."""
        from shared.boards import Boards  # noqa: PLC0415 - see the class

        return Boards(self)

    @cached_property
    def request_table(self) -> "RequestTable":
        """The tables that steps are shown in."""
        from shared.request_table import RequestTable, signed_for_tables  # noqa: PLC0415 - see the class
        from shared.storage_account import address  # noqa: PLC0415 - see the class

        name = self.settings.requests_table
        return RequestTable(name, address("table", self._environ), lambda: signed_for_tables(self.queue_service))

    @cached_property
    def tables(self) -> "TableServiceClient":
        """The tables of the app's storage account, to be read."""
        from azure.data.tables import TableServiceClient  # noqa: PLC0415 - see the class

        from shared.storage_account import connect  # noqa: PLC0415 - see the class

        retries = {"retry_total": QUICK_RETRIES, "read_timeout": self.settings.arm_timeout_seconds}
        return connect(TableServiceClient, "table", self._environ, lambda: self._credential, **retries)

    def show(self, work: Request | OperationTracker | None, following: Sequence[Message]) -> None:
        """Show in the read model what a step has made of its request; that fails no step."""
        if self.settings.requests_table != OFF:
            self.request_table.show(work, following, self.now())

    def send(self, messages: Iterable[Message]) -> None:
        """Send messages to their queues, in order; note where those lie that wait for a job; have events told."""
        events: list[Event] = []
        for message in messages:
            with tracing.get().sending(message):
                place = self.queues.send(message, self.now())
            if isinstance(message, OperationTracker) and message.on_board:
                self.boards.note(message, place)
            if isinstance(message, Event):
                events.append(message)
        if self.settings.is_telling:
            from shared.telling import have_told  # noqa: PLC0415 - see the class

            have_told(events, self)

    @cached_property
    def tracing(self) -> Untraced:
        """Traces and metrics, where the settings ask for them."""
        if self.settings.traces == OFF:
            return Untraced()
        from shared.trace_exports import exports  # noqa: PLC0415 - see the class
        from shared.tracing import Tracing  # noqa: PLC0415 - see the class

        service = self._environ.get("WEBSITE_SITE_NAME", "azure-vm-backup")
        return Tracing(exports(self.settings.traces, self._environ, lambda: self._credential), service)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    @cached_property
    def _credential(self) -> "TokenCredential":
        """Managed identity, service principal or developer sign-in, as the environment says; one for all."""
        from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - see the class

        # The authority is a setting of the app's own: no need to ask Microsoft's public cloud whether it is one.
        return DefaultAzureCredential(disable_instance_discovery=True, **self._bounds)

    @property
    def _bounds(self) -> dict[str, Any]:
        """What no client of Azure may exceed; by itself it would wait for 300 seconds, and follow a redirect."""
        timeout = self.settings.arm_timeout_seconds
        return {"permit_redirects": False, "connection_timeout": CONNECT_SECONDS, "read_timeout": timeout}

    @cached_property
    def queue_service(self) -> "QueueServiceClient":
        """The queues of the app's storage account."""
        from shared.queues import queue_service  # noqa: PLC0415 - see the class

        return queue_service(self._environ, lambda: self._credential)

    @cached_property
    def queues(self) -> "Queues":
        """The queues, as the app sends to them."""
        from shared.queues import Queues  # noqa: PLC0415 - see the class

        return Queues(self.queue_service)

    def token(self, audience: str) -> str:
        """Return a token of the app's identity for a service, by its address; raise Unavailable."""
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - see the class

        try:
            token = self._credential.get_token(f"{audience.rstrip('/')}/.default").token
        except AzureError as error:
            raise Unavailable(f"sign-in failed: {type(error).__name__}") from error
        if not (isinstance(token, str) and token.isascii() and token.isprintable()):
            raise Unavailable("sign-in failed: what came is no token")
        return token


@cache
def connections() -> Connections:
    """Return the process's one set of connections; raise SettingsError."""
    return Connections(os.environ)
