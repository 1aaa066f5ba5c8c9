"""The keys that open the host's doors, kept in blobs as Azure keeps them, so that all hosts of an app have the same.

azure-webjobs-secrets/{host id}/host.json and {function}.json; they never reach a log.
https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
"""

import secrets
from collections.abc import Iterable

import msgspec

from local_stack.functions_host.storage_blobs import StorageBlobs

CONTAINER = "azure-webjobs-secrets"
EVENT_GRID = "eventgrid_extension"
MASTER = "_master"

HOST = "host"


class Key(msgspec.Struct, frozen=True):
    """A named key; Azure encrypts none in blob storage."""

    name: str
    value: str
    encrypted: bool = False


class HostKeys(msgspec.Struct, frozen=True, rename="camel"):
    """host.json: the master key opens everything, a function key every function, a system key one extension."""

    master_key: Key
    function_keys: list[Key]
    system_keys: list[Key]

    def system_key(self, name: str) -> str | None:
        """Return the value of a system key, of which the master key is one by the name of _master."""
        return _named([*self.system_keys, Key(MASTER, self.master_key.value)], name)


class FunctionKeys(msgspec.Struct, frozen=True):
    """{function}.json: the keys that open one function."""

    keys: list[Key]


class Keys:
    """All keys of an app, made at their first use. AzureError when storage is away then."""

    def __init__(self, blobs: StorageBlobs) -> None:
        self._blobs = blobs
        self._host: HostKeys | None = None
        self._functions: dict[str, FunctionKeys] = {}

    async def host(self) -> HostKeys:
        """Return the keys of the app as a whole."""
        if self._host is None:
            fresh = HostKeys(_fresh("master"), [_fresh("default")], [_fresh(EVENT_GRID)])
            self._host = await self._kept(HOST, fresh)
        return self._host

    async def function(self, name: str) -> FunctionKeys:
        """Return the keys of one function."""
        name = name.lower()
        if name not in self._functions:
            self._functions[name] = await self._kept(name, FunctionKeys([_fresh("default")]))
        return self._functions[name]

    async def make(self, functions: Iterable[str]) -> None:
        """Make what is missing, so that others find it in storage."""
        await self.host()
        for name in functions:
            await self.function(name)

    async def _kept[Kept: (HostKeys, FunctionKeys)](self, name: str, fresh: Kept) -> Kept:
        """Return what is stored; if nothing is, store the fresh ones, unless another host was faster."""
        blob = self._blobs.blob(CONTAINER, path(name))
        await blob.create(msgspec.json.encode(fresh))
        return msgspec.json.decode(await blob.read() or b"", type=type(fresh))


def path(name: str) -> str:
    """Return the path of the blob of "host" or a function, in which {} stands for the host id."""
    return f"{{}}/{name}.json"


def is_one_of(code: str, keys: Iterable[Key]) -> bool:
    """Return whether a code is one of the keys, in a time that does not tell how near it came."""
    return any(secrets.compare_digest(code.encode(errors="replace"), key.value.encode()) for key in keys)


def _named(keys: list[Key], name: str) -> str | None:
    return next((key.value for key in keys if key.name == name.lower()), None)


def _fresh(name: str) -> Key:
    return Key(name, secrets.token_urlsafe(40))
