"""The journal shows who asked what, and no secrets."""

import json

import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, item_path, vm_id


def test_what_was_asked(azure: Simulator, arm: Arm) -> None:
    """A request is written down with its body, its id and the answer's status, at the simulated time."""
    azure.advance(365 * 86400)
    arm.back_up("web01", {"x-ms-client-request-id": "mine"})
    assert azure.journal() == [
        {
            "time": azure.journal()[0]["time"],
            "method": "POST",
            "path": f"{item_path('web01').replace('%3B', ';')}/backup",
            "query": {"api-version": "2026-10-01"},
            "clientRequestId": "mine",
            "body": {"properties": {"objectType": "IaasVMBackupRequest"}},
            "status": 404,
            "done": 404,
            "weather": None,
        }
    ]
    assert azure.journal()[0]["time"][:10] == azure.now().isoformat()[:10]


def test_no_secrets(azure: Simulator, arm: Arm) -> None:
    """Neither tokens nor what they are given for, nor signatures, are written down."""
    arm.get(arm.protect("web01").headers["Location"])
    where = f"{azure.tls_url}/{azure.tenant_id}/oauth2/v2.0/token"
    form = {"grant_type": "client_credentials", "client_id": azure.client_id, "client_secret": azure.client_secret}
    token = requests.post(where, data=form, verify=azure.ca_file, timeout=10).json()["access_token"]
    header = {"X-IDENTITY-HEADER": azure.identity_header}
    requests.get(azure.identity_endpoint, params={"resource": "any"}, headers=header, timeout=10)
    written = json.dumps(azure.journal())
    for secret in (token, azure.client_secret, azure.identity_header, "Bearer", "MIIHpTCCBo2g"):
        assert secret not in written
    assert [entry["status"] for entry in azure.journal()] == [202, 202, 200, 200]


def test_content_that_is_no_json(azure: Simulator) -> None:
    """Nonsense is written down as it came."""
    headers = {"Authorization": f"Bearer {azure.token()}"}
    query = {"api-version": "2026-10-01"}
    requests.put(azure.url + vm_id("web03"), data="{", params=query, headers=headers, timeout=10)
    assert (azure.journal()[0]["body"], azure.journal()[0]["status"]) == ("{", 400)


def test_over_http(azure: Simulator, arm: Arm) -> None:
    """The journal is read and cleared over HTTP, and does not write down who reads it."""
    arm.get(VAULT)
    where = f"{azure.url}/_simulator/journal"
    assert requests.get(where, timeout=10).json()["value"] == azure.journal()
    assert len(azure.journal()) == 1
    assert requests.delete(where, timeout=10).status_code == 204
    assert azure.journal() == []
