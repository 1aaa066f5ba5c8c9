"""A container of blobs, as azure.storage.blob's ContainerClient has it, with what every step needs of that.

By azure.core, which the queues need anyway: to import azure.storage.blob takes a fifth of a cold start (`make bench`),
for encryption, streams and leases that no record needs. Where blobs are listed or signed for, it is imported.
https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
"""

from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
    map_error,
)
from azure.core.rest import HttpRequest, HttpResponse

from shared.answers import Unavailable

if TYPE_CHECKING:
    from azure.core import MatchConditions, PipelineClient
    from azure.storage.blob import BlobProperties, ContainerClient

VERSION = "2021-12-02"
ERRORS = {404: ResourceNotFoundError, 409: ResourceExistsError, 412: ResourceModifiedError}
BEING_DELETED = "ContainerBeingDeleted"


class Version(NamedTuple):
    """The mark of a blob's version."""

    etag: str


class Download(NamedTuple):
    """A blob as it was read."""

    content: bytes
    properties: Version

    def readall(self) -> bytes:
        """Return the content."""
        return self.content


class Container:
    """One container. Its methods raise azure.core's errors, or Unavailable while it is being deleted."""

    def __init__(
        self, url: str, client: "PipelineClient[HttpRequest, HttpResponse]", whole: "Callable[[], ContainerClient]"
    ) -> None:
        self._url, self._client, self._whole = url, client, whole

    def create_container(self) -> None:
        """Create it."""
        self._send("PUT", "?restype=container")

    def upload_blob(  # noqa: PLR0913 - the client's own
        self,
        name: str,
        content: bytes,
        *,
        overwrite: bool = False,
        metadata: Mapping[str, str],
        etag: str | None = None,
        match_condition: "MatchConditions | None" = None,  # noqa: ARG002 - where there is an etag, it must be the blob's
    ) -> None:
        """Write a block blob: over one of that name only where that is asked for."""
        headers = {"x-ms-blob-type": "BlockBlob"} | {f"x-ms-meta-{key}": note.strip() for key, note in metadata.items()}
        if etag:
            headers["If-Match"] = etag
        elif not overwrite:
            headers["If-None-Match"] = "*"
        self._send("PUT", _path(name), headers, content)

    def download_blob(self, name: str) -> Download:
        """Return a blob, with all of its content."""
        answer = self._send("GET", _path(name))
        return Download(answer.content, Version(answer.headers["ETag"]))

    def delete_blob(self, name: str) -> None:
        """Delete a blob."""
        self._send("DELETE", _path(name))

    def list_blobs(self, **chosen: Any) -> "Iterator[BlobProperties]":  # noqa: ANN401 - the client's own
        """List blobs, by the whole client."""
        return self._whole().list_blobs(**chosen)

    def get_blob_client(self, name: str) -> Any:  # noqa: ANN401 - the client's own
        """Return the whole client of one blob."""
        return self._whole().get_blob_client(name)

    def _send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> HttpResponse:
        common = {"x-ms-version": VERSION, "x-ms-date": formatdate(usegmt=True)}
        request = HttpRequest(method, f"{self._url}{path}", headers=common | dict(headers or {}), content=content)
        answer = self._client.send_request(request)
        if answer.headers.get("x-ms-error-code") == BEING_DELETED:
            raise Unavailable("the container of records is being deleted")  # that takes half a minute
        map_error(answer.status_code, answer, ERRORS)
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise HttpResponseError(response=answer)
        return answer


def _path(name: str) -> str:
    return f"/{quote(name)}"
