"""An app's keys as they lie in storage, for callers that have its connection string: the demo, the tests."""

import msgspec
from azure.storage.blob import BlobServiceClient

from local_stack.functions_host.web.keys import CONTAINER, EVENT_GRID, HOST, FunctionKeys, HostKeys, path


class StoredKeys:
    """The keys of one app, read anew each time. azure.core's ResourceNotFoundError until a host has made them."""

    def __init__(self, connection_string: str, host_id: str) -> None:
        self._connection_string, self._host_id = connection_string, host_id

    @property
    def master(self) -> str:
        """The key that opens everything."""
        return self._host().master_key.value

    @property
    def event_grid(self) -> str:
        """The system key of Event Grid's webhook."""
        return next(key.value for key in self._host().system_keys if key.name == EVENT_GRID)

    def function(self, name: str) -> str:
        """Return the key of one function."""
        return msgspec.json.decode(self._read(name.lower()), type=FunctionKeys).keys[0].value

    def _host(self) -> HostKeys:
        return msgspec.json.decode(self._read(HOST), type=HostKeys)

    def _read(self, name: str) -> bytes:
        with BlobServiceClient.from_connection_string(self._connection_string, use_env_settings=False) as account:
            blob = account.get_blob_client(CONTAINER, path(name).format(self._host_id))
            return blob.download_blob().readall()
