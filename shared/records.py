"""What must be remembered between steps and fits in no message: small blobs beside the queues."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError

from shared.answers import Unavailable
from shared.sdk_errors import remedied

if TYPE_CHECKING:
    from shared.container import Container


NO_HEADER = re.compile(r"[^ -~]")
LONGEST_NOTE = 200


class Seen(NamedTuple):
    """A record as it was read, and the mark of that version."""

    content: bytes
    etag: str


class Records:
    """The container of the app's records. Every method raises Refused or Unavailable."""

    def __init__(self, container: "Container") -> None:
        self._container = container

    def create(self, name: str, content: bytes, notes: Mapping[str, str] | None = None) -> bool:
        """Write a record unless there is one of that name; tell whether there was none. Of two at once, one creates.

        Notes are listed with it; they travel in headers, as short ASCII.
        """
        with remedied("Blob Storage"):
            try:
                self._upload(name, content, notes or {})
            except ResourceExistsError:
                return False
            return True

    def claim(self, name: str, mark: str) -> bool:
        """Tell whether a record has this mark: written now, or before a crash. Of several marks, the first stays."""
        if self.create(name, mark.encode()):
            return True
        seen = self.read(name)
        return bool(seen and seen.content == mark.encode())

    def write(self, name: str, content: bytes, notes: Mapping[str, str]) -> None:
        """Write a record over whatever has that name."""
        with remedied("Blob Storage"):
            self._upload(name, content, notes, overwrite=True)

    def replace(self, name: str, content: bytes, seen: Seen) -> bool:
        """Write a record over the one that was seen; tell whether it was still that one."""
        with remedied("Blob Storage"):
            try:
                same = MatchConditions.IfNotModified
                self._upload(name, content, {}, overwrite=True, etag=seen.etag, match_condition=same)
            except ResourceModifiedError:
                return False
            return True

    def read(self, name: str) -> Seen | None:
        """Return a record, or None if there is none of that name."""
        with remedied("Blob Storage"):
            try:
                blob = self._container.download_blob(name)
                return Seen(blob.readall(), blob.properties.etag)
            except ResourceNotFoundError:
                return None

    def delete(self, name: str) -> None:
        """Forget a record, if there is one."""
        with remedied("Blob Storage"), suppress(ResourceNotFoundError):
            self._container.delete_blob(name)

    def notes(self, folder: str) -> dict[str, dict[str, str]]:
        """Return the notes of all records of a folder, by their names in it; thousands come with one call."""
        with remedied("Blob Storage"):
            try:
                blobs = self._container.list_blobs(name_starts_with=folder, include=["metadata"])
                return {blob.name.removeprefix(folder): blob.metadata or {} for blob in blobs}
            except ResourceNotFoundError:
                return {}

    def url(self, name: str) -> str:
        """Return a record's address."""
        return str(self._container.get_blob_client(name).url)

    def _upload(self, name: str, content: bytes, notes: Mapping[str, str], **conditions: Any) -> None:  # noqa: ANN401 - the client's own
        conditions["metadata"] = {key: NO_HEADER.sub("?", note)[:LONGEST_NOTE] for key, note in notes.items()}
        try:
            self._container.upload_blob(name, content, **conditions)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # another instance was faster
                self._container.create_container()
            try:
                self._container.upload_blob(name, content, **conditions)
            except ResourceNotFoundError:
                raise Unavailable("the container of records is being deleted") from None  # that takes half a minute
