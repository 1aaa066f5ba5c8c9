"""Permissions that are missing, each found with what fails without it and the command that grants it."""

import re
from pathlib import Path

import pytest
import requests

from local_stack.simulator import Simulator
from tests.running import SUBSCRIPTION
from tests.vmbackup.doctor.examined import APP, DEPLOYED, examined, fault, of
from tests.vmbackup.doctor.roles import Allowed
from vmbackup.doctor.finding import State
from vmbackup.doctor.patient import Patient
from vmbackup.doctor.roles import permissions_of
from vmbackup.doctor.settings import near_misses

AUTHORIZATION = "/providers/Microsoft.Authorization"
NOBODY = "99999999-9999-9999-9999-999999999999"


def test_a_key_vault_that_is_not_there(environ: dict[str, str]) -> None:
    """Its address is shown."""
    assert "127.0.0.1:9" in fault(examined(environ | {"KEY_VAULT_URI": "http://127.0.0.1:9"}), "key vault").meaning


@pytest.mark.parametrize(
    ("action", "check"), [("secrets/delete", "key vault"), ("setSecret/action", "key vault, writing")]
)
def test_a_key_vault_that_refuses(allowed: Allowed, action: str, check: str) -> None:
    """Who may not write is found only by writing, where that is asked for."""
    refused = fault(examined(allowed(but=action), writes=True), check)
    assert "Key Vault Secrets Officer" in refused.mend
    assert APP in refused.mend


@pytest.mark.parametrize(
    ("action", "check", "flow"),
    [
        ("recoveryPoints/restore/action", "permissions on vaults", "restore-vm"),
        ("protectedItems/backup/action", "permissions on vaults", "trigger-backup"),
        ("backupStatus/action", "permissions on VMs", "vm-events"),
    ],
)
def test_a_permission_that_is_not_granted(allowed: Allowed, action: str, check: str, flow: str) -> None:
    """Which one, what fails without it, and the command that grants it to whom."""
    refused = fault(examined(allowed(but=action)), check)
    assert action in refused.meaning
    assert flow in refused.meaning
    assert f"--assignee {APP}" in refused.mend


def test_vms_whose_group_the_app_may_not_write_to(allowed: Allowed) -> None:
    """Backup installs its extension there; of a subscription without protected VMs nobody can tell."""
    environ = allowed(but="virtualMachines/write")
    hint = of(examined(environ), "permissions on VMs")[-1]
    assert hint.state is State.LOOK
    requests.post(f"{environ['ARM_ENDPOINT']}/_simulator/protected-items", json={"count": 2}, timeout=10)
    refused = fault(examined(environ), "permissions on VMs")
    assert "(fleet)" in refused.meaning
    assert "--scope /subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/fleet" in refused.mend


def test_a_group_that_was_deleted_with_its_vms_is_no_fault(allowed: Allowed) -> None:
    """The vault keeps their backups, and nobody can tell what might be done there."""
    environ = allowed(but="virtualMachines/write")
    gone = {"on": "GET */resourceGroups/fleet/providers/*", "answer": 404}
    requests.post(f"{environ['ARM_ENDPOINT']}/_simulator/protected-items", json={"count": 2}, timeout=10)
    requests.post(f"{environ['ARM_ENDPOINT']}/_simulator/faults", json=gone, timeout=10)
    assert of(examined(environ), "permissions on VMs")[-1].state is State.LOOK


def test_the_proven_roles_are_enough(allowed: Allowed) -> None:
    """What a test of the app has measured is what is looked for."""
    findings = examined(allowed(), writes=True)
    assert [finding for finding in findings if finding.state in {State.WRONG, State.SKIPPED}] == []


def test_who_may_not_ask_for_permissions_is_told_so(allowed: Allowed) -> None:
    """It is no fault: the app itself never asks."""
    (skipped,) = of(examined(allowed(but="permissions/read")), "permissions on vaults")
    assert skipped.state is State.SKIPPED
    assert "Reader" in skipped.meaning


def test_who_signs_in_for_the_app_names_it(allowed: Allowed) -> None:
    """By the roles that are assigned to it: what an operator may do says nothing of what the app may."""
    environ = allowed(but="recoveryPoints/restore/action")
    assert "recoveryPoints/restore/action" in fault(examined(environ, app=APP), "permissions on vaults").meaning
    lost = [finding for finding in examined(environ, app=NOBODY) if finding.state is State.WRONG]
    assert {finding.check for finding in lost} == {"permissions on vaults", "permissions on VMs"}
    assert all(f"--assignee {NOBODY}" in finding.mend for finding in lost)


def test_of_what_azd_has_deployed_the_rights_on_data_are_judged_too(allowed: Allowed) -> None:
    """The ids of key vault and storage account are known then."""
    lost = [one for one in examined(allowed() | DEPLOYED, app=APP) if one.check == "permissions on data"]
    assert [(one.state, one.mend.count(DEPLOYED["STORAGE_ID"])) for one in lost] == [(State.WRONG, 2), (State.OK, 0)]


def test_what_azd_tells_is_no_misspelt_setting(environ: dict[str, str]) -> None:
    """Its outputs and its choices lie among the settings."""
    infra = Path(__file__).parents[3] / "infra"
    names = re.findall(r"readEnvironmentVariable\('(\w+)'", (infra / "main.bicepparam").read_text())
    names += re.findall(r"^output (\w+) ", (infra / "main.bicep").read_text(), re.MULTILINE)
    assert len(names) > len(DEPLOYED)
    assert near_misses(dict.fromkeys(names, "x") | environ) == {}
    assert near_misses(dict.fromkeys(names, "x")) == {}


def test_a_role_below_a_scope_is_nothing_to_it(environ: dict[str, str], azure: Simulator) -> None:
    """Owner of one VM is not owner of the subscription; what is assigned above it is inherited."""
    below, above = (f"{SUBSCRIPTION}/resourceGroups/shop/providers/x/y/z", "/")
    for scope in (below, above):
        where = {"roleDefinitionId": f"{SUBSCRIPTION}{AUTHORIZATION}/roleDefinitions/owner", "scope": scope}
        azure.fault(
            on=f"GET {SUBSCRIPTION}{AUTHORIZATION}/roleAssignments",
            answer={"status": 200, "body": {"value": [{"properties": where}]}},
        )
        azure.fault(
            on="GET */roleDefinitions/owner",
            answer={"status": 200, "body": {"properties": {"permissions": [{"actions": ["*"]}]}}},
        )
    patient = Patient(environ, app=APP)
    assert permissions_of(APP, SUBSCRIPTION, patient) == []
    assert [one.actions for one in permissions_of(APP, SUBSCRIPTION, patient)] == [("*",)]
