"""What Microsoft's own clients of blobs and of the key vault see of a delivery."""

import time

from azure.core.credentials import AccessToken
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobServiceClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.settings import Settings

VAULT_AUDIENCE = "https://vault.azure.net"


class Reader:
    """An operator who is signed in."""

    def __init__(self, azure: Simulator) -> None:
        self._azure = azure

    def get_token(self, *_: str, **__: object) -> AccessToken:
        """Return a token for the key vault."""
        return AccessToken(self._azure.token(VAULT_AUDIENCE), int(time.time()) + 3600)


class Stores:
    """The container and the key vault."""

    def __init__(self, azure: Simulator, azurite: Azurite) -> None:
        self._blobs = BlobServiceClient.from_connection_string(azurite.connection_string)
        self._container = self._blobs.get_container_client(Settings().scripts_container)
        self._secrets = SecretClient(
            azure.key_vault_uri, Reader(azure), verify_challenge_resource=False, connection_verify=str(azure.ca_file)
        )

    def scripts(self) -> dict[str, str]:
        """Return all scripts by their blobs' names."""
        names = list(self._container.list_blob_names()) if self._container.exists() else []
        return {name: self._container.download_blob(name).readall().decode() for name in names}

    def passwords(self) -> dict[str, str | None]:
        """Return all passwords by their secrets' names."""
        names = [secret.name or "" for secret in self._secrets.list_properties_of_secrets()]
        return {name: self._secrets.get_secret(name).value for name in names}

    def expiry(self, name: str) -> object:
        """Return when a secret expires."""
        return self._secrets.get_secret(name).properties.expires_on

    def clear(self) -> None:
        """Delete the scripts of other tests."""
        for name in self.scripts():
            self.delete(name)

    def delete(self, name: str) -> None:
        """Delete one blob."""
        self._container.delete_blob(name)
