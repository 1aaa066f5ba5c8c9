"""Every connection that the app opens: verified, bounded in time, and not led elsewhere."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from local_stack.azurite import ACCOUNT, ACCOUNT_KEY, Azurite
from local_stack.simulator import Simulator
from shared.answers import Refused, Unavailable
from shared.arm import CONNECT_SECONDS, ArmClient
from shared.connections import Connections
from shared.events import OperationFailed
from shared.settings import SettingsError
from tests.running import App
from tests.security.listener import Listener, respond
from tests.test_architecture import OPERATIONS, ROOT

FUNCTION_ENDS = 300  # seconds, functionTimeout of host.json
REDIRECTS = [301, 302, 303, 307, 308]
SIGN_IN = {"IDENTITY_ENDPOINT": "http://127.0.0.1:1/x", "IDENTITY_HEADER": "x", "KEY_VAULT_URI": "https://127.0.0.1:1"}


def storage_at(url: str) -> str:
    """Return a connection string of blobs and queues at that address."""
    account = f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY}"
    return f"{account};BlobEndpoint={url}/{ACCOUNT};QueueEndpoint={url}/{ACCOUNT};"


@pytest.fixture
def files(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """The app, with a recovery point of web01, and a place for scripts."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", azure.ca_file)
    app = App(
        azure,
        monkeypatch,
        AzureWebJobsStorage=azurite.connection_string,
        KEY_VAULT_URI=azure.key_vault_uri,
        SCRIPTS_CONTAINER=f"scripts-{uuid4()}",
        RECORDS_CONTAINER=f"records-{uuid4()}",
        OPERATION_DEADLINE_SECONDS="60",
    )
    app.run(app.protect())
    app.run(app.back_up())
    return app


def transports(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """List what Microsoft's clients send with."""
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
    for name, value in SIGN_IN.items():
        monkeypatch.setenv(name, value)
    azure = Connections({"AzureWebJobsStorage": storage_at("http://127.0.0.1:1")} | SIGN_IN)
    secrets, credential = azure.secrets, azure._credential  # noqa: SLF001 - what it is made of is the point
    return {
        "key vault": secrets._client._client._pipeline._transport,  # noqa: SLF001 - as above
        "blobs": azure.blobs._pipeline._transport,  # noqa: SLF001 - as above
        "records": azure.records._container._client._pipeline._transport,  # noqa: SLF001 - as above
        "queues": azure.queue_service._pipeline._transport,  # noqa: SLF001 - as above
        "sign-in": credential.credentials[0]._credential._client._pipeline._transport,  # type: ignore[attr-defined] # noqa: SLF001 - as above
    }


@pytest.mark.parametrize("client", ["key vault", "blobs", "records", "queues", "sign-in"])
def test_no_client_waits_longer_than_half_of_what_a_function_may(monkeypatch: pytest.MonkeyPatch, client: str) -> None:
    """There is one retry at most: connecting and reading, twice, ends before the host ends the whole worker."""
    configured = transports(monkeypatch)[client].connection_config
    assert 2 * (configured.timeout + configured.read_timeout) < FUNCTION_ENDS
    assert configured.verify is True


def test_the_client_of_resource_manager_waits_for_a_minute() -> None:
    """Or as long as the settings say."""
    arm = Connections({"AzureWebJobsStorage": "x", "ARM_TIMEOUT_SECONDS": "1"}).arm
    assert arm._timeout == 1  # noqa: SLF001 - to wait for it would take as long
    assert Connections({"AzureWebJobsStorage": "x"}).arm._timeout + CONNECT_SECONDS < FUNCTION_ENDS  # noqa: SLF001 - as above


def test_a_certificate_that_nobody_knows_is_not_accepted(azure: Simulator) -> None:
    """No token is sent to who has one of his own making."""
    with pytest.raises(Unavailable, match="SSLError"):
        ArmClient(azure.tls_url, lambda: "t0ken").get("/subscriptions", uuid4())
    assert azure.journal() == []


def test_a_key_vault_with_a_certificate_that_nobody_knows_is_given_no_password(
    files: App, azure: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request is tried again later, and ends in a failure."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    events = files.run(files.restore_files())
    assert any(isinstance(event, OperationFailed) and event.error.code == "Unavailable" for event in events)
    assert not [entry for entry in azure.journal() if str(entry["path"]).startswith("/secrets")]


@pytest.mark.parametrize("name", ["ARM_ENDPOINT", "KEY_VAULT_URI"])
@pytest.mark.parametrize("address", ["http://evil.example", "ftp://x", "https://a@b", "https://a/b", "//a", "https://"])
def test_an_endpoint_without_tls_is_refused_at_the_start(name: str, address: str) -> None:
    """Tokens do not travel in clear."""
    with pytest.raises(SettingsError, match=name):
        Connections({"AzureWebJobsStorage": "x", name: address})


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_key_vault_does_not_lead_elsewhere(
    files: App, azure: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Neither token nor password follow a redirect, not even to a host with a certificate."""
    with Simulator() as other:
        authorities = tmp_path / "authorities.pem"
        authorities.write_text(Path(azure.ca_file).read_text() + Path(other.ca_file).read_text())
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authorities))
        elsewhere = f"{other.key_vault_uri}/secrets/x?api-version=7.6"
        azure.fault(on="PUT /secrets/*", answer={"status": status, "headers": {"Location": elsewhere}}, times=4)
        files.run(files.restore_files())
        assert other.journal() == []


@pytest.mark.parametrize("status", REDIRECTS)
def test_storage_does_not_lead_elsewhere(listening: Callable[..., Listener], foreign: Listener, status: int) -> None:
    """Neither a record nor a message follows a redirect."""
    storage = listening(respond(f"{status} Moved", b"", f"Location: {foreign.url}/x"))
    azure = Connections({"AzureWebJobsStorage": storage_at(storage.url)})
    with suppress(Refused, Unavailable, ValueError):
        azure.records.write("x", b"secret", {})
    with suppress(Refused, Unavailable, ValueError):
        azure.records.read("x")
    assert foreign.heard == []
    assert storage.heard


@pytest.mark.parametrize("status", REDIRECTS)
def test_sign_in_does_not_lead_elsewhere(
    listening: Callable[..., Listener], foreign: Listener, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """The header that proves who the app is stays on the machine."""
    identity = listening(respond(f"{status} Moved", b"", f"Location: {foreign.url}/x"))
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{identity.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "pr00f")
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
    azure = Connections({"AzureWebJobsStorage": "x", "ARM_ENDPOINT": "http://127.0.0.1:1"})
    with pytest.raises(Unavailable, match="sign-in failed"):
        azure.arm.get("/x", uuid4())
    assert b"pr00f" in identity.heard[0]
    assert foreign.heard == []


def sources() -> list[Path]:
    return [path for folder in [*OPERATIONS, "shared"] for path in (ROOT / folder).rglob("*.py")]


WEAK = [r"verify\s*=\s*False", r"connection_verify", r"CERT_NONE", r"_create_unverified", r"disable_warnings"]


@pytest.mark.parametrize("weak", WEAK)
def test_nothing_in_the_app_turns_verification_off(weak: str) -> None:
    """Nor lets a setting do so."""
    assert [path.name for path in sources() if re.search(weak, path.read_text())] == []
