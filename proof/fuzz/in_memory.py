"""Blobs and secrets in memory, in the form of Microsoft's clients as far as the app uses it: a fuzzer cannot wait."""

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError

ACCOUNT = "https://account.blob.core.windows.net"


class Blob:
    """One blob, as read, listed, or just written."""

    def __init__(self, container: str, name: str, content: bytes, notes: Mapping[str, str]) -> None:
        self.name = self.blob_name = name
        self.container_name, self.account_name = container, "account"
        self.metadata = dict(notes)
        self.url = f"{ACCOUNT}/{container}/{quote(name)}"
        self.etag = str(hash(content))
        self.properties = SimpleNamespace(etag=self.etag, metadata=self.metadata)
        self._content = content

    def readall(self) -> bytes:
        """Return the content."""
        return self._content


class Container:
    """One container; it is there."""

    def __init__(self, name: str) -> None:
        self.container_name = name
        self._blobs: dict[str, Blob] = {}

    def create_container(self) -> None:
        """Tell that it is there."""
        raise ResourceExistsError

    def upload_blob(  # noqa: PLR0913 - the client's own
        self,
        name: str,
        content: bytes,
        *,
        overwrite: bool = False,
        metadata: Mapping[str, str] | None = None,
        etag: str | None = None,
        match_condition: object = None,
    ) -> Blob:
        """Write a blob; its notes travel in headers, and a header takes Latin-1 only."""
        for value in (metadata or {}).values():
            value.encode("latin-1")
        if name in self._blobs and not overwrite:
            raise ResourceExistsError
        if match_condition and (name not in self._blobs or self._blobs[name].etag != etag):
            raise ResourceModifiedError
        self._blobs[name] = Blob(self.container_name, name, content, metadata or {})
        return self._blobs[name]

    def download_blob(self, name: str) -> Blob:
        """Return a blob."""
        try:
            return self._blobs[name]
        except KeyError:
            raise ResourceNotFoundError from None

    def delete_blob(self, name: str) -> None:
        """Delete a blob."""
        self.download_blob(name)
        del self._blobs[name]

    def list_blobs(self, name_starts_with: str = "", include: object = None) -> Iterator[Blob]:  # noqa: ARG002 - the client's own
        """List the blobs of a folder."""
        return (blob for name, blob in list(self._blobs.items()) if name.startswith(name_starts_with))

    def list_blob_names(self, name_starts_with: str = "") -> Iterator[str]:
        """List their names."""
        return (blob.name for blob in self.list_blobs(name_starts_with))

    def get_blob_client(self, name: str) -> Blob:
        """Return what has the blob's address."""
        return Blob(self.container_name, name, b"", {})


class Found(Container):
    """One in which every blob that is asked for is there already, with the same content and notes."""

    def __init__(self, name: str, content: bytes, notes: Mapping[str, str], listed: str) -> None:
        super().__init__(name)
        self._found, self._listed = (content, notes), listed

    def upload_blob(self, name: str, content: bytes, **conditions: Any) -> Blob:  # noqa: ANN401 - the client's own
        """Write over a blob only where that is asked for."""
        self.download_blob(name)
        return super().upload_blob(name, content, **conditions)

    def download_blob(self, name: str) -> Blob:
        """Return a blob."""
        return self._blobs.setdefault(name, Blob(self.container_name, name, *self._found))

    def list_blobs(self, name_starts_with: str = "", include: object = None) -> Iterator[Blob]:
        """List the blobs of a folder; one is always there."""
        self.download_blob(f"{name_starts_with}{self._listed}")
        return super().list_blobs(name_starts_with, include)


class Blobs:
    """The containers of an account."""

    def __init__(self, new: Callable[[str], Container] = Container) -> None:
        self._new = new
        self._containers: dict[str, Container] = {}

    def get_container_client(self, name: str) -> Container:
        """Return a container."""
        if name not in self._containers:
            self._containers[name] = self._new(name)
        return self._containers[name]


class Secrets:
    """A key vault that takes what it is given."""

    def set_secret(self, name: str, value: str, **_: object) -> None:
        """Take a secret."""

    def begin_delete_secret(self, _: str) -> None:
        """Find none."""
        raise ResourceNotFoundError
