"""Connecting to the app's storage account by the same settings as the Functions host."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from shared.settings import STORAGE

# Nothing is sent to where a redirect leads, and no silent endpoint holds a function until its host ends the worker.
BOUNDS: dict[str, Any] = {"permit_redirects": False, "connection_timeout": 5, "read_timeout": 60}
AUDIENCE = "https://storage.azure.com/.default"
PORTS = {"blob": 10000, "queue": 10001, "table": 10002}  # of an emulator that was told of none

type Service = Literal["blob", "queue", "table"]

if TYPE_CHECKING:
    from azure.core import PipelineClient
    from azure.core.credentials import TokenCredential
    from azure.core.rest import HttpRequest, HttpResponse
    from azure.data.tables import TableServiceClient
    from azure.storage.blob import BlobServiceClient
    from azure.storage.queue import QueueServiceClient


def connect[Client: (QueueServiceClient, BlobServiceClient, TableServiceClient)](
    client: type[Client],
    service: Service,
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

    identity = _storage_identity(environ) or app_identity()
    return client(address(service, environ), credential=identity, **options)


def address(service: Service, environ: Mapping[str, str]) -> str:
    """Return the URL of the storage account's blobs, queues or tables."""
    if text := environ.get(STORAGE):
        from azure.core.utils import parse_connection_string  # noqa: PLC0415 - where there is one

        parts = parse_connection_string(text)
        if parts.get("usedevelopmentstorage") == "true":
            return f"http://127.0.0.1:{PORTS[service]}/devstoreaccount1"
        suffix = parts.get("endpointsuffix", "core.windows.net")
        account = f"{parts.get('defaultendpointsprotocol', 'https')}://{parts.get('accountname')}.{service}.{suffix}"
        return parts.get(f"{service}endpoint", account).rstrip("/")
    url = _part(f"{service}ServiceUri", environ) or _part("serviceUri", environ)
    return (url or f"https://{_part('accountName', environ)}.{service}.core.windows.net").rstrip("/")


def signed_like(queues: "QueueServiceClient") -> "PipelineClient[HttpRequest, HttpResponse]":
    """Return a client of the same storage account, which signs its requests as that of the queues does."""
    from azure.core import PipelineClient  # noqa: PLC0415 - at the start, nobody is connected to
    from azure.core.pipeline.policies import BearerTokenCredentialPolicy  # noqa: PLC0415 - the same
    from azure.storage.queue import LinearRetry  # noqa: PLC0415 - the same

    signs = queues.credential
    if hasattr(signs, "get_token"):
        signs = BearerTokenCredentialPolicy(signs, AUDIENCE)
    return PipelineClient("", policies=[LinearRetry(backoff=1, retry_total=1), signs], **BOUNDS)


def _part(name: str, environ: Mapping[str, str]) -> str:
    return environ.get(f"{STORAGE}__{name}", "")


def _storage_identity(environ: Mapping[str, str]) -> "TokenCredential | None":
    """Return the identity that the storage settings name, where they name another than the app's."""
    client_id = _part("clientId", environ)
    if not client_id:
        return None
    from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 - 150 ms that a connection string saves

    return ManagedIdentityCredential(client_id=client_id)
