"""Examines an app by its settings, and tells what was found by the names of the checks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest

from local_stack.simulator import Simulator
from shared.connections import Connections
from tests.running import SUBSCRIPTION, VAULT
from vmbackup.doctor.examination import examine
from vmbackup.doctor.finding import Finding, State
from vmbackup.doctor.patient import PATIENCE, Patient

RULE = f'[{{"region": "westeurope", "vault": "{VAULT}"}}]'
APP = "55555555-5555-5555-5555-555555555555"  # the simulator's managed identity
GROUP = f"{SUBSCRIPTION}/resourceGroups/backup/providers"
# What azd tells beside the settings.
DEPLOYED = {
    "PRINCIPAL_ID": APP,
    "KEY_VAULT_ID": f"{GROUP}/Microsoft.KeyVault/vaults/passwords",
    "STORAGE_ID": f"{GROUP}/Microsoft.Storage/storageAccounts/theapps",
}


def sign_in(azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app's managed identity be signed in to this Azure, and its key vault be trusted."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", azure.ca_file)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


class ClockOff(Connections):
    """Connections of a machine whose clock is off."""

    def __init__(self, environ: Mapping[str, str], *, ahead: timedelta) -> None:
        super().__init__(environ)
        self._ahead = ahead

    def now(self) -> datetime:
        """Return this machine's idea of the time."""
        return super().now() + self._ahead


def examined(
    environ: Mapping[str, str],
    *,
    patience: timedelta = PATIENCE,
    ahead: timedelta = timedelta(),
    writes: bool = False,
    app: str | None = None,
) -> list[Finding]:
    """Return all that is found."""
    connect = partial(ClockOff, ahead=ahead)
    return list(examine(Patient(environ, patience=patience, writes=writes, app=app, connect=connect)))


def fault(findings: list[Finding], check: str) -> Finding:
    """Return the one fault, which that check has found: a fault must not look like another one."""
    faults = [finding for finding in findings if finding.state is State.WRONG]
    assert [finding.check for finding in faults] == [check], faults
    assert faults[0].mend
    return faults[0]


def of(findings: list[Finding], check: str) -> list[Finding]:
    """Return what one check has found."""
    return [finding for finding in findings if finding.check == check]


def by_identity(environ: dict[str, str], azure: Simulator) -> dict[str, str]:
    """Have storage be reached by identity, at an address that refuses as a fault says."""
    del environ["AzureWebJobsStorage"]
    return environ | {"AzureWebJobsStorage__serviceUri": azure.tls_url}
