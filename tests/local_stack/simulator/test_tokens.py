"""ARM answers only to a token this simulator has issued for it."""

import jwt
import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, code

WHERE = {"api-version": "2026-10-01"}


def ask(azure: Simulator, authorization: str | None) -> requests.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    return requests.get(azure.url + VAULT, params=WHERE, headers=headers, timeout=10)


def test_without_a_token(azure: Simulator) -> None:
    """A call without Authorization is refused with ARM's body, and told where tokens come from."""
    answer = ask(azure, None)
    assert code(answer) == (401, "AuthenticationFailed")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer authorization_uri="https://login.windows.net/')


@pytest.mark.parametrize("token", ["nonsense", jwt.encode({"aud": "https://management.azure.com"}, "k" * 32)])
def test_token_of_somebody_else(azure: Simulator, token: str) -> None:
    """A token the simulator has not signed is invalid."""
    assert code(ask(azure, f"Bearer {token}")) == (401, "InvalidAuthenticationToken")


def test_token_for_another_resource(azure: Simulator) -> None:
    """A token for a key vault does not open ARM."""
    token = azure.token("https://vault.azure.net")
    assert code(ask(azure, f"Bearer {token}")) == (401, "InvalidAuthenticationTokenAudience")


def test_expired_token() -> None:
    """A token is good for as long as it says, in real time."""
    with Simulator(token_seconds=-1) as azure:
        assert code(ask(azure, f"Bearer {azure.token()}")) == (401, "ExpiredAuthenticationToken")


def test_missing_version(azure: Simulator) -> None:
    """A call without api-version is refused."""
    answer = requests.get(azure.url + VAULT, headers={"Authorization": f"Bearer {azure.token()}"}, timeout=10)
    assert code(answer) == (400, "MissingApiVersionParameter")


def token_for(azure: Simulator, **form: str) -> requests.Response:
    usual = {
        "grant_type": "client_credentials",
        "client_id": azure.client_id,
        "scope": "https://management.azure.com/.default",
    }
    where = f"{azure.tls_url}/{azure.tenant_id}/oauth2/v2.0/token"
    return requests.post(where, data=usual | form, verify=azure.ca_file, timeout=10)


@pytest.mark.parametrize("proof", ["client_secret", "client_assertion"])
def test_application_gets_a_token(azure: Simulator, proof: str) -> None:
    """An application proves itself by its secret or by a federated assertion."""
    answer = token_for(azure, **{proof: azure.client_secret})
    assert ask(azure, f"Bearer {answer.json()['access_token']}").status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", "AADSTS7000215"),
        ({"client_secret": "any", "client_id": "nobody"}, 400, "unauthorized_client", "AADSTS700016"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "AADSTS70003"),
    ],
)
def test_no_token(azure: Simulator, form: dict[str, str], status: int, error: str, number: str) -> None:
    """Entra's refusals carry the codes that MSAL shows."""
    answer = token_for(azure, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert number in answer.json()["error_description"]


def test_managed_identity_of_a_function_app(azure: Simulator) -> None:
    """App Service gives a token to whoever knows the header, and to nobody else."""
    query = {"resource": "https://management.azure.com", "api-version": "2019-08-01"}
    right = {"X-IDENTITY-HEADER": azure.identity_header}
    answer = requests.get(azure.identity_endpoint, params=query, headers=right, timeout=10).json()
    assert ask(azure, f"Bearer {answer['access_token']}").status_code == 200
    assert int(answer["expires_on"]) > 1_700_000_000
    assert requests.get(azure.identity_endpoint, params=query, timeout=10).status_code == 401


def test_managed_identity_of_a_vm(azure: Simulator) -> None:
    """The metadata service insists on its header."""
    where = f"{azure.url}/metadata/identity/oauth2/token"
    query = {"resource": "https://management.azure.com", "api-version": "2018-02-01"}
    answer = requests.get(where, params=query, headers={"Metadata": "true"}, timeout=10).json()
    assert ask(azure, f"Bearer {answer['access_token']}").status_code == 200
    assert requests.get(where, params=query, timeout=10).status_code == 400


def test_clouds_for_az(azure: Simulator) -> None:
    """`az` finds here what it needs: one cloud to register, or a list of which it is the only one."""
    where = f"{azure.tls_url}/metadata/endpoints?api-version=2022-09-01"
    as_urllib = {"User-Agent": "Python-urllib/3.13"}
    (listed,) = requests.get(where, headers=as_urllib, verify=azure.ca_file, timeout=10).json()
    assert listed["resourceManager"] == listed["authentication"]["loginEndpoint"] == azure.tls_url
    assert requests.get(where, verify=azure.ca_file, timeout=10).json() == listed


def test_authority_of_its_own(azure: Simulator) -> None:
    """Whoever asks Entra ID where to go is told to stay here."""
    for path in ("common/discovery/instance", f"{azure.tenant_id}/v2.0/.well-known/openid-configuration"):
        answer = requests.get(f"{azure.tls_url}/{path}", verify=azure.ca_file, timeout=10).json()
        addresses = [value for key, value in answer.items() if key.endswith(("endpoint", "issuer", "uri"))]
        assert addresses
        assert all(address.startswith(azure.tls_url) for address in addresses)
