"""Connecting to the app's storage account by the same settings as the Functions host."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from shared.settings import STORAGE

# Nothing is sent to where a redirect leads, and no silent endpoint holds a function until its host ends the worker.
BOUNDS: dict[str, Any] = {"permit_redirects": False, "connection_timeout": 5, "read_timeout": 60}

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.storage.blob import BlobServiceClient
    from azure.storage.queue import QueueServiceClient


def connect[Client: (QueueServiceClient, BlobServiceClient)](
    client: type[Client],
    service: Literal["blob", "queue"],
    environ: Mapping[str, str],
    app_identity: Callable[[], "TokenCredential"],
    **options: Any,  # noqa: ANN401 - handed on to the client as they are
) -> Client:
    """Connect by connection string, else explicit URI, else account name.

    https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
    """
    options = BOUNDS | options
    if text := environ.get(STORAGE):
        return client.from_connection_string(text, **options)

    def part(name: str) -> str:
        return environ.get(f"{STORAGE}__{name}", "")

    account = f"https://{part('accountName')}.{service}.core.windows.net"
    url = part(f"{service}ServiceUri") or part("serviceUri") or account
    return client(url, _storage_identity(part) or app_identity(), **options)


def _storage_identity(part: Callable[[str], str]) -> "TokenCredential | None":
    """Return the identity that the storage settings name, where they name another than the app's."""
    if not part("clientId"):
        return None
    from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 - 150 ms that a connection string saves

    return ManagedIdentityCredential(client_id=part("clientId"))
