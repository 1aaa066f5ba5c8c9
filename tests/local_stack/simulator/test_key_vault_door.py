"""Who gets into the key vault, how it refuses, and what the journal shows of it."""

import json
from collections.abc import Callable

import pytest
import requests
from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm
from tests.local_stack.simulator.key_vault import ask, secrets_of


def code(answer: requests.Response) -> tuple[int, str, str]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"].partition(":")[0]


def test_application(azure: Simulator) -> None:
    """An application's secret opens the key vault, too: the challenge names the tenant."""
    credential = ClientSecretCredential(
        azure.tenant_id,
        azure.client_id,
        azure.client_secret,
        authority=azure.tls_url,
        disable_instance_discovery=True,
        connection_verify=azure.ca_file,
    )
    with secrets_of(azure, credential) as vault:
        assert vault.set_secret("one", "hidden").value == "hidden"


def test_challenge(azure: Simulator) -> None:
    """Who comes without a token is told where to get one, and for what."""
    answer = ask(azure, None)
    assert code(answer) == (401, "Unauthorized", "AKV10000")
    authority = f"{azure.tls_url}/{azure.tenant_id}"
    expected = f'Bearer authorization="{authority}", resource="https://vault.azure.net"'
    assert answer.headers["WWW-Authenticate"] == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (lambda azure: azure.token(), "AKV10022"),
        (lambda _: "nonsense", "AKV10046"),
    ],
)
def test_wrong_token(azure: Simulator, token: Callable[[Simulator], str], expected: str) -> None:
    """A token for ARM does not open the key vault, nor does one of somebody else."""
    assert code(ask(azure, token(azure)))[2].startswith(expected)


def test_expired_token() -> None:
    """An expired token does not open the key vault."""
    with Simulator(token_seconds=-1) as azure:
        assert code(ask(azure, azure.token("https://vault.azure.net")))[:2] == (401, "Unauthorized")


def test_strange_requests(azure: Simulator) -> None:
    """What is no proper request is refused in the key vault's form; ARM is not behind this door."""
    token = azure.token("https://vault.azure.net")
    asked = [("PUT", "/secrets/one"), ("GET", "/keys"), ("GET", "/subscriptions"), ("GET", "/_simulator/clock")]
    statuses = [ask(azure, token, method, path).status_code for method, path in asked]
    assert statuses == [400, 404, 404, 404]
    assert ask(azure, token, **{"api-version": ""}).status_code == 400


def test_faults(azure: Simulator, vault: SecretClient) -> None:
    """A fault can have the key vault refuse, in its own words."""
    azure.fault(on="PUT */secrets/*", answer=403)
    with pytest.raises(HttpResponseError, match="Caller is not authorized") as refused:
        vault.set_secret("one", "hidden")
    assert refused.value.error is not None
    assert (refused.value.status_code, refused.value.error.innererror) == (403, {"code": "ForbiddenByRbac"})
    azure.fault(on="GET */secrets/*", answer=429)
    with pytest.raises(HttpResponseError, match="too many requests") as throttled:
        vault.get_secret("one")
    assert throttled.value.status_code == 429


def test_no_value_in_the_journal(azure: Simulator, vault: SecretClient) -> None:
    """The journal shows that a secret was set, and nothing of it."""
    vault.set_secret("one", "hidden", content_type="about")
    entries = [entry for entry in azure.journal() if entry["path"] == "/secrets/one"]
    assert [(entry["method"], entry["status"], entry["body"]) for entry in entries] == [
        ("PUT", 401, None),
        ("PUT", 200, None),
    ]
    assert "hidden" not in json.dumps(azure.journal())


def test_arm_is_elsewhere(azure: Simulator, arm: Arm) -> None:
    """ARM's address does not serve secrets."""
    assert arm.get("/secrets/one").status_code == 404
    assert azure.key_vault_uri not in (azure.url, azure.tls_url)
