"""Nobody is signed in, or somebody who is not the app."""

import base64
import json
from uuid import uuid4

import pytest

from local_stack.simulator import Simulator
from tests.vmbackup.doctor.examined import APP, by_identity, examined, fault, of
from vmbackup.doctor.finding import State

PERSON = "66666666-6666-6666-6666-666666666666"


def test_a_tenant_that_does_not_know_the_app(
    environ: dict[str, str], azure: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entra ID's code is shown, and what it means; storage, which is reached by a key, is looked at all the same."""
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", azure.tls_url)
    monkeypatch.setenv("AZURE_TENANT_ID", azure.tenant_id)
    monkeypatch.setenv("AZURE_CLIENT_ID", str(uuid4()))
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "simulated-client-secret")
    findings = examined(environ)
    refused = fault(findings, "sign-in")
    assert "AADSTS700016" in refused.meaning
    assert "AZURE_TENANT_ID" in refused.mend
    assert [finding.state for finding in of(findings, "queues")] == [State.OK]


def test_nobody_is_signed_in(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said how to."""
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    assert "az login" in fault(examined(environ), "sign-in").mend


def test_who_is_signed_in_is_told_and_the_token_is_not(environ: dict[str, str], azure: Simulator) -> None:
    """Whose permissions they are matters."""
    findings = examined(environ)
    (who,) = of(findings, "sign-in")
    assert APP in who.meaning
    assert azure.tenant_id in who.meaning
    assert "eyJ" not in str(findings)


@pytest.fixture
def person(azure: Simulator) -> None:
    """Have a person be signed in, whose token has scopes; Azure lets this one do nothing."""
    claims = json.dumps({"oid": PERSON, "tid": azure.tenant_id, "appid": "az", "scp": "user_impersonation"})
    token = f"eyJ9.{base64.urlsafe_b64encode(claims.encode()).decode().rstrip('=')}.x"
    body = {"access_token": token, "expires_on": "4102444800", "resource": "x", "token_type": "Bearer"}
    azure.fault(on="GET /msi/token", answer={"status": 200, "body": body}, times=9)


@pytest.mark.usefixtures("person")
def test_a_person_is_told_that_the_app_is_another(environ: dict[str, str]) -> None:
    """And how to name the app."""
    who, hint = of(examined(environ), "sign-in")
    assert "a person" in who.meaning
    assert (hint.state, "--app" in hint.mend) == (State.LOOK, True)


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("on", "check", "role"),
    [("GET /", "storage", "Storage Queue Data Reader"), ("GET */vaults/nightly", "vaults", "'Reader'")],
)
def test_what_a_person_may_not_look_at_is_no_fault_of_the_app(
    environ: dict[str, str], azure: Simulator, on: str, check: str, role: str
) -> None:
    """It is skipped, with the role that would let them look."""
    answer = {
        "status": 403,
        "headers": {"x-ms-error-code": "AuthorizationPermissionMismatch"},
        "body": {"error": {"code": "AuthorizationFailed", "message": "no"}},
    }
    azure.fault(on=on, answer=answer)
    (unseen,) = of(examined(by_identity(environ, azure)), check)
    assert unseen.state is State.SKIPPED
    assert f"--assignee {PERSON}" in unseen.mend
    assert role in unseen.mend
