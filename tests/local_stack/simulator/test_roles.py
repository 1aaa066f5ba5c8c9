"""A role that is given to the simulator is enforced: what it does not grant is refused as Azure refuses it."""

import json
from pathlib import Path

import pytest
import requests
from azure.core.exceptions import HttpResponseError
from azure.keyvault.secrets import SecretClient

from local_stack.simulator import Simulator
from local_stack.simulator.actions import actions_of, secret_action
from local_stack.simulator.roles import read_roles
from tests.local_stack.simulator.arm import VAULT, Arm, code, vm_id
from tests.local_stack.simulator.test_command_line import first_line, running
from tests.stores import Reader

READS_VAULTS = {"Actions": ["Microsoft.RecoveryServices/Vaults/read"], "NotActions": [], "AssignableScopes": ["/"]}
FORMS: dict[str, object] = {
    "as az takes it": READS_VAULTS,
    "as az prints it": [{"roleName": "x", "permissions": [{"actions": READS_VAULTS["Actions"], "notActions": []}]}],
    "as the portal saves it": {"properties": {"permissions": [{"actions": READS_VAULTS["Actions"]}]}},
    "with a wildcard": {"Actions": ["Microsoft.RecoveryServices/*"], "NotActions": ["*/backupJobs/read"]},
}


def role(folder: Path, definition: object) -> Path:
    file = folder / "role.json"
    file.write_text(json.dumps(definition))
    return file


@pytest.mark.parametrize("form", FORMS)
def test_what_a_role_grants_is_answered_and_all_else_refused(tmp_path: Path, form: str) -> None:
    """403, with the action and the scope in Azure's words."""
    with Simulator(roles=[role(tmp_path, FORMS[form])]) as azure, Arm(azure) as arm:
        assert arm.get(VAULT).status_code == 200
        answer = arm.get(f"{VAULT}/backupJobs")
        assert code(answer) == (403, "AuthorizationFailed")
        assert "perform action 'Microsoft.RecoveryServices/vaults/backupJobs/read'" in answer.json()["error"]["message"]
        assert f"over scope '{VAULT}/backupJobs'" in answer.json()["error"]["message"]


def test_what_is_refused_is_not_done(tmp_path: Path) -> None:
    """Nothing is protected."""
    with Simulator(roles=[role(tmp_path, READS_VAULTS)]) as azure, Arm(azure) as arm:
        assert arm.protect("web01").status_code == 403
        assert azure.jobs() == []


def test_several_roles_grant_together(tmp_path: Path) -> None:
    """As several assignments do."""
    (tmp_path / "more").mkdir()
    more = role(tmp_path / "more", {"Actions": ["Microsoft.Compute/virtualMachines/*"]})
    with Simulator(roles=[role(tmp_path, READS_VAULTS), more]) as azure, Arm(azure) as arm:
        assert (arm.get(VAULT).status_code, arm.get(vm_id("web01")).status_code) == (200, 200)


def test_the_key_vault_has_data_actions(tmp_path: Path) -> None:
    """Who may write a secret may not read it."""
    writes = {"DataActions": ["Microsoft.KeyVault/vaults/secrets/setSecret/action"]}
    with Simulator(roles=[role(tmp_path, writes)]) as azure:
        secrets = SecretClient(
            azure.key_vault_uri, Reader(azure), verify_challenge_resource=False, connection_verify=azure.ca_file
        )
        secrets.set_secret("one", "value")
        with pytest.raises(HttpResponseError) as refused:
            secrets.get_secret("one")
    assert refused.value.status_code == 403
    assert "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'" in str(refused.value)


@pytest.mark.parametrize(
    ("call", "actions"),
    [
        ("GET /subscriptions", ()),
        ("GET /subscriptions/1", ("Microsoft.Resources/subscriptions/read",)),
        ("PUT /subscriptions/1/resourceGroups/g", ("Microsoft.Resources/subscriptions/resourceGroups/write",)),
        ("HEAD /subscriptions/1/resourceGroups/g", ("Microsoft.Resources/subscriptions/resourceGroups/read",)),
        (
            "POST /subscriptions/1/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus",
            ("Microsoft.RecoveryServices/locations/backupStatus/action",),
        ),
    ],
)
def test_an_action_is_the_types_of_a_path_and_a_verb(call: str, actions: tuple[str, ...]) -> None:
    """Microsoft's list of operations has them all."""
    method, path = call.split(" ")
    assert actions_of(method, path, {}) == actions


def test_the_instance_view_is_an_action_of_its_own() -> None:
    """It is asked for by a parameter."""
    (_, view) = actions_of("GET", vm_id("web01"), {"$expand": "instanceView"})
    assert view == "Microsoft.Compute/virtualMachines/instanceView/read"


@pytest.mark.parametrize(
    ("call", "deed"),
    [
        ("GET /secrets", "readMetadata/action"),
        ("GET /secrets/a/versions", "readMetadata/action"),
        ("GET /secrets/a/1", "getSecret/action"),
        ("DELETE /secrets/a", "delete"),
        ("DELETE /deletedsecrets/a", "purge/action"),
        ("POST /deletedsecrets/a/recover", "recover/action"),
    ],
)
def test_every_call_of_a_key_vault_has_its_action(call: str, deed: str) -> None:
    """As in https://learn.microsoft.com/azure/key-vault/general/rbac-guide."""
    assert secret_action(*call.split(" ")) == f"Microsoft.KeyVault/vaults/secrets/{deed}"


@pytest.mark.parametrize("text", ["", "[]", "{}", "7", '{"Actions": 7}', '{"Actions": []}'])
def test_what_is_no_role_is_told(tmp_path: Path, text: str) -> None:
    """By the file's name."""
    file = tmp_path / "role.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"no role definition in .*role\.json"):
        read_roles([file])


def test_the_command_takes_roles(tmp_path: Path) -> None:
    """As often as it is given."""
    with running("--json", "--role", str(role(tmp_path, READS_VAULTS))) as process:
        places = json.loads(first_line(process))
        header = {"X-IDENTITY-HEADER": places["identityHeader"]}
        query = {"resource": "https://management.azure.com"}
        token = requests.get(places["identityEndpoint"], params=query, headers=header, timeout=10).json()
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        where = f"{places['arm']}{VAULT}"
        assert requests.get(f"{where}?api-version=2026-10-01", headers=bearer, timeout=10).status_code == 200
        assert requests.delete(f"{where}?api-version=2026-10-01", headers=bearer, timeout=10).status_code == 403
