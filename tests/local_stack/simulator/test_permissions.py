"""What the caller may do at a scope is told as Azure tells it: one entry for each role, to be put together."""

import json
from pathlib import Path

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, VAULT, Arm, code

GROUP = f"{SUBSCRIPTION}/resourceGroups/backup"
PERMISSIONS = "/providers/Microsoft.Authorization/permissions"
VERSION = {"api-version": "2022-04-01"}
ASKS = "Microsoft.Authorization/permissions/read"


def role(folder: Path, *actions: str, besides: tuple[str, ...] = ()) -> Path:
    file = folder / f"{len(list(folder.iterdir()))}.json"
    file.write_text(json.dumps({"Actions": actions, "NotActions": besides, "DataActions": ["*/read"]}))
    return file


@pytest.mark.parametrize("scope", [SUBSCRIPTION, GROUP, VAULT])
def test_without_roles_everything_is_granted(arm: Arm, scope: str) -> None:
    """As to an owner, and of data, too."""
    (entry,) = arm.get(f"{scope}{PERMISSIONS}", **VERSION).json()["value"]
    assert entry == {"actions": ["*"], "notActions": [], "dataActions": ["*"], "notDataActions": []}


def test_each_role_is_an_entry(tmp_path: Path) -> None:
    """What one leaves out, another may grant."""
    roles = [role(tmp_path, "*/read", besides=("*/jobs/read",)), role(tmp_path, ASKS)]
    with Simulator(roles=roles) as azure, Arm(azure) as arm:
        entries = arm.get(f"{VAULT}{PERMISSIONS}", **VERSION).json()["value"]
    assert [entry["actions"] for entry in entries] == [["*/read"], [ASKS]]
    assert [entry["notActions"] for entry in entries] == [["*/jobs/read"], []]
    assert [entry["dataActions"] for entry in entries] == [["*/read"], ["*/read"]]


def test_who_may_not_ask_is_not_told(tmp_path: Path) -> None:
    """It is an action of its own, at the scope that is asked for."""
    with Simulator(roles=[role(tmp_path, "Microsoft.RecoveryServices/*")]) as azure, Arm(azure) as arm:
        refused = arm.get(f"{VAULT}{PERMISSIONS}", **VERSION)
    assert code(refused) == (403, "AuthorizationFailed")
    assert f"perform action '{ASKS}'" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        (f"{SUBSCRIPTION}/resourceGroups/nowhere", "ResourceGroupNotFound"),
        ("/subscriptions/99999999-9999-9999-9999-999999999999", "SubscriptionNotFound"),
    ],
)
def test_a_scope_that_is_not_there_has_none(arm: Arm, scope: str, error: str) -> None:
    """The gateway answers, as for any resource in it."""
    assert code(arm.get(f"{scope}{PERMISSIONS}", **VERSION)) == (404, error)


def test_roles_are_told_by_their_assignments(tmp_path: Path) -> None:
    """Each names its role, which has the permissions; whom nobody knows has none."""
    grants = ("*/read", "Microsoft.Authorization/*")
    with Simulator(roles=[role(tmp_path, *grants)]) as azure, Arm(azure) as arm:
        where = f"{VAULT}/providers/Microsoft.Authorization/roleAssignments"
        (assigned,) = arm.get(where, **VERSION, **{"$filter": f"assignedTo('{azure.client_id}')"}).json()["value"]
        shown = arm.get(assigned["properties"]["roleDefinitionId"], **VERSION).json()
        nobody = arm.get(where, **VERSION, **{"$filter": "assignedTo('somebody')"}).json()
        unknown = arm.get(f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/none", **VERSION)
    assert (assigned["properties"]["principalId"], assigned["properties"]["scope"]) == (azure.client_id, VAULT)
    assert shown["properties"]["permissions"][0]["actions"] == list(grants)
    assert nobody["value"] == []
    assert unknown.status_code == 404
