"""What the app may do outside of its own resource group: the roles that were measured, where it was said."""

import json
from collections import defaultdict

import pytest

from tests.infra.bicep.deployment import Resource
from tests.infra.bicep.functions import SUBSCRIPTION
from tests.infra.provisioned import ROOT, connected, of_type

ROLES = {file.stem: json.loads(file.read_text()) for file in (ROOT / "docs/roles").glob("*.json")}
OTHER = "44444444-4444-4444-4444-444444444444"
BACKUP, SHOP, TARGET = (f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}" for name in ("backup", "shop", "target"))
FAR = f"/subscriptions/{OTHER}/resourceGroups/far"
VAULT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-nightly/providers/Microsoft.KeyVault/vaults/kv"
GIVEN = {
    "PRINCIPAL_ID": "55555555-5555-5555-5555-555555555555",
    "KEY_VAULT_ID": VAULT,
    "VAULT_GROUPS": f"{BACKUP},{FAR}",
    "VM_SUBSCRIPTIONS": f"{SUBSCRIPTION},{OTHER}",
    "VM_GROUPS": SHOP,
    "RESTORE_GROUPS": TARGET,
}
WHERE = {
    "vaults": {BACKUP, FAR},
    "machines": {f"/subscriptions/{SUBSCRIPTION}", f"/subscriptions/{OTHER}"},
    "linked-machines": {SHOP},
    "linked-targets": {TARGET},
    "passwords": {VAULT},
}


def stack() -> tuple[Resource, ...]:
    return connected(**GIVEN)


def definitions() -> dict[str, Resource]:
    return {
        str(role.at("properties", "roleName")): role
        for role in of_type(stack(), "Microsoft.Authorization/roleDefinitions")
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_the_one_that_was_measured(role: str) -> None:
    """Its actions are docs/roles', which a test holds against what the app calls."""
    measured = ROLES[role]
    defined = definitions()[f"{measured['Name']} (nightly)"]
    kinds = ("Actions", "NotActions", "DataActions", "NotDataActions")
    assert defined.at("properties", "permissions") == [{kind[0].lower() + kind[1:]: measured[kind] for kind in kinds}]
    assert defined.at("properties", "assignableScopes") == [f"/subscriptions/{SUBSCRIPTION}", f"/subscriptions/{OTHER}"]


def test_there_are_no_other_roles() -> None:
    """Five, and none that Azure brings along."""
    assert set(definitions()) == {f"{role['Name']} (nightly)" for role in ROLES.values()}


def test_the_app_has_each_role_where_it_was_said_and_nowhere_else() -> None:
    """Groups of vaults, subscriptions and groups of VMs, groups of restores, its key vault."""
    names = {
        role.name: next(name for name in ROLES if f"{ROLES[name]['Name']} (" in title)
        for title, role in definitions().items()
    }
    found = defaultdict(set)
    for assignment in of_type(stack(), "Microsoft.Authorization/roleAssignments"):
        assert assignment.at("properties", "principalId") == GIVEN["PRINCIPAL_ID"]
        role = str(assignment.at("properties", "roleDefinitionId")).rpartition("/")[2]
        found[names[role]].add(assignment.id.partition("/providers/Microsoft.Authorization")[0])
    assert found == WHERE


def test_the_stack_holds_roles_and_nothing_that_could_be_lost() -> None:
    """What a stack holds is deleted when it is taken back, or when a scope is no longer named."""
    assert {resource.type for resource in stack()} == {
        "Microsoft.Authorization/roleDefinitions",
        "Microsoft.Authorization/roleAssignments",
    }


def test_without_a_choice_the_app_is_let_at_its_key_vault_only() -> None:
    """Nobody's VM is touched before somebody has named it."""
    given = {name: GIVEN[name] for name in ("PRINCIPAL_ID", "KEY_VAULT_ID")}
    (assignment,) = of_type(connected(**given), "Microsoft.Authorization/roleAssignments")
    assert assignment.id.startswith(f"{VAULT}/")
