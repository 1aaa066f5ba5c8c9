"""Every way of azure-identity to a token of the simulator, each proved by reading a vault with it."""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import azure.identity
import azure.identity.aio
from azure.core.exceptions import AzureError
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservices.aio import RecoveryServicesClient as AsyncRecoveryServicesClient

from conformance.pattern import filled
from conformance.rows import Row
from local_stack.simulator.seeds import SUBSCRIPTION

GROUP = "identity"
_VAULT = ("backup", "nightly")

# Not by SSL_CERT_FILE: aiohttp reads that when it is imported, and this process imports it before.
_TRUST = {"connection_verify": "$ca"}
_HERE = {"disable_instance_discovery": True, **_TRUST}
_APP = {"IDENTITY_ENDPOINT": "$msi", "IDENTITY_HEADER": "$msi_header"}
_VM = {"AZURE_POD_IDENTITY_AUTHORITY_HOST": "$http"}
_PRINCIPAL = {"AZURE_TENANT_ID": "$tenant", "AZURE_CLIENT_ID": "$client", "AZURE_AUTHORITY_HOST": "$arm"}
_SECRET = _PRINCIPAL | {"AZURE_CLIENT_SECRET": "$secret"}
_FEDERATED = _PRINCIPAL | {"AZURE_FEDERATED_TOKEN_FILE": "$token_file"}


@dataclass(frozen=True)
class SignIn:
    """A credential, by its name in azure.identity and in azure.identity.aio; `refused` is what it fails with."""

    how: str
    credential: str
    environment: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    refused: str = ""


_SIGNED_IN = {
    "AZURE_CONFIG_DIR": "$config",
    "AZURE_CORE_INSTANCE_DISCOVERY": "false",
    "REQUESTS_CA_BUNDLE": "$ca",
    "PATH": "$path",
}
_BY_SECRET = {"tenant_id": "$tenant", "client_id": "$client", "authority": "$arm", **_HERE}

SIGN_INS = (
    SignIn("of a function app", "ManagedIdentityCredential", _APP),
    SignIn("of a function app, user-assigned", "ManagedIdentityCredential", _APP, {"client_id": "$client"}),
    SignIn("of a VM", "ManagedIdentityCredential", _VM),
    SignIn("of a VM, user-assigned", "ManagedIdentityCredential", _VM, {"client_id": "$client"}),
    SignIn("service principal", "ClientSecretCredential", {}, {**_BY_SECRET, "client_secret": "$secret"}),
    SignIn("service principal", "EnvironmentCredential", _SECRET, _HERE),
    SignIn("workload identity", "WorkloadIdentityCredential", _FEDERATED, _HERE),
    SignIn("by environment", "DefaultAzureCredential", _SECRET, _HERE),
    SignIn("by workload identity", "DefaultAzureCredential", _FEDERATED, _HERE),
    SignIn("by the app's identity", "DefaultAzureCredential", _APP, _HERE),
    SignIn(
        "by the app's identity, told so", "DefaultAzureCredential", _APP | {"AZURE_TOKEN_CREDENTIALS": "prod"}, _HERE
    ),
    SignIn("by the az that is signed in", "AzureCliCredential", _SIGNED_IN),
    SignIn(
        "with a wrong secret",
        *("ClientSecretCredential", {}, {**_BY_SECRET, "client_secret": "wrong"}),
        refused="AADSTS7000215",
    ),
    SignIn(
        "with a wrong header",
        *("ManagedIdentityCredential", _APP | {"IDENTITY_HEADER": "wrong"}),
        refused="Unauthorized",
    ),
)


def sign_in_all(known: Mapping[str, str]) -> Iterator[Row]:
    """Sign in by each, with the synchronous client and with that of asyncio."""
    for one in SIGN_INS:
        yield _row(one, "", known)
        yield _row(one, "aio.", known)


def _row(one: SignIn, kind: str, known: Mapping[str, str]) -> Row:
    started = time.monotonic()
    with _environment(filled(one.environment, known)):
        try:
            read = _read_async(one, known) if kind else _read(one, known)
            differs = f"not refused, but read {read}" if one.refused else ""
        except AzureError as error:
            differs = "" if one.refused and one.refused in str(error) else f"refused: {error}"
    return Row("sign-in", GROUP, f"{kind}{one.credential} {one.how}", differs, time.monotonic() - started)


def _read(one: SignIn, known: Mapping[str, str]) -> str | None:
    """Read the vault with the synchronous client."""
    make = getattr(azure.identity, one.credential)
    with (
        make(**filled(one.options, known)) as credential,
        RecoveryServicesClient(credential, SUBSCRIPTION, known["arm"], **filled(_TRUST, known)) as client,
    ):
        return client.vaults.get(*_VAULT).name


def _read_async(one: SignIn, known: Mapping[str, str]) -> str | None:
    """Read the vault with the client of asyncio."""

    async def read() -> str | None:
        make = getattr(azure.identity.aio, one.credential)
        async with (
            make(**filled(one.options, known)) as credential,
            AsyncRecoveryServicesClient(credential, SUBSCRIPTION, known["arm"], **filled(_TRUST, known)) as client,
        ):
            return (await client.vaults.get(*_VAULT)).name

    return asyncio.run(read())


@contextmanager
def _environment(told: Mapping[str, str]) -> Iterator[None]:
    """Let the process know this much about identities, and nothing it knew before."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith(("AZURE_", "IDENTITY_", "MSI_"))]:
        del os.environ[name]
    os.environ |= told
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
