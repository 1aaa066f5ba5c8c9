from uuid import uuid4

import pytest

from local_stack.simulator import Simulator
from shared import recovery_services as rs
from shared.answers import Unavailable
from shared.connections import Connections
from tests.running import VAULT

ENTRA = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_AUTHORITY_HOST", "REQUESTS_CA_BUNDLE")


@pytest.fixture
def connections(azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> Connections:
    for name in (*ENTRA, "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_TOKEN_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    return Connections({"AzureWebJobsStorage": "unused", "ARM_ENDPOINT": azure.tls_url})


def test_a_service_principal_signs_in_over_tls(
    connections: Connections, azure: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entra and Azure Resource Manager behind a private authority."""
    for name, value in zip(
        ENTRA, (azure.tenant_id, azure.client_id, azure.client_secret, azure.tls_url, str(azure.ca_file)), strict=True
    ):
        monkeypatch.setenv(name, value)
    assert connections.arm.get(rs.vault(VAULT), uuid4()).status == 200


def test_a_managed_identity_signs_in_once(
    connections: Connections, azure: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One credential for the life of the process, which keeps its token."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(azure.ca_file))
    for _ in range(3):
        assert connections.arm.get(rs.vault(VAULT), uuid4()).status == 200
    assert sum("/msi/token" in entry["path"] for entry in azure.journal()) == 1


def test_a_failed_sign_in_is_tried_again_later(
    connections: Connections, azure: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An identity may take minutes to work after it was assigned; and no secret is quoted."""
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    for name, value in zip(
        ENTRA, (azure.tenant_id, azure.client_id, "wr0ng", azure.tls_url, str(azure.ca_file)), strict=True
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(Unavailable, match="sign-in failed: ClientAuthenticationError") as later:
        connections.arm.get(rs.vault(VAULT), uuid4())
    assert "wr0ng" not in str(later.value)
