"""Callers of a simulated key vault: Microsoft's own client, and raw requests where that would hide the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from azure.identity import ClientSecretCredential, ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient

from local_stack.simulator import Simulator

VERSION = {"api-version": "7.6"}


@contextmanager
def secrets_of(
    azure: Simulator, credential: ClientSecretCredential | ManagedIdentityCredential
) -> Iterator[SecretClient]:
    """Speak of secrets, over TLS."""
    client = SecretClient(
        azure.key_vault_uri, credential, verify_challenge_resource=False, connection_verify=azure.ca_file, retry_total=0
    )
    with credential, client:
        yield client


def ask(
    azure: Simulator, token: str | None, method: str = "GET", path: str = "/secrets", **query: str
) -> requests.Response:
    """Send a request; without a token if there is none."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    where = azure.key_vault_uri + path
    return requests.request(method, where, params=VERSION | query, headers=headers, verify=azure.ca_file, timeout=10)
