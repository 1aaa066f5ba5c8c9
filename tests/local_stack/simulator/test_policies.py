"""Every new vault has three policies; more can be put."""

from tests.local_stack.simulator.arm import IAAS_VM, VAULT, Arm, code

POLICIES = f"{VAULT}/backupPolicies"


def test_policies_for_vms(arm: Arm) -> None:
    """A filter keeps those for VMs."""
    assert arm.names(POLICIES, IAAS_VM) == ["DefaultPolicy", "EnhancedPolicy"]
    assert arm.names(POLICIES, f"{IAAS_VM} and workloadType eq 'VM'") == ["DefaultPolicy", "EnhancedPolicy"]
    assert arm.names(POLICIES, "workloadType eq 'SQLDataBase'") == ["HourlyLogBackup"]


def test_unknown_policy(arm: Arm) -> None:
    """A policy that does not exist is not found."""
    assert code(arm.get(f"{POLICIES}/nosuch")) == (404, "BMSUserErrorPolicyNotFound")


def test_put(arm: Arm) -> None:
    """A policy is put at once; the nulls that az sends are not stored."""
    known = arm.get(f"{POLICIES}/DefaultPolicy").json()["properties"]
    properties = known | {"instantRpRetentionRangeInDays": 5, "tieringPolicy": None, "protectedItemsCount": 7}
    answer = arm.call("PUT", f"{POLICIES}/Weekly", {"properties": properties})
    assert answer.status_code == 200
    stored = arm.get(f"{POLICIES}/weekly").json()
    assert (stored["name"], stored["properties"]) == ("Weekly", known | {"instantRpRetentionRangeInDays": 5})


def test_put_without_schedule(arm: Arm) -> None:
    """A policy says when and how long."""
    refused = arm.call("PUT", f"{POLICIES}/Weekly", {"properties": {"backupManagementType": "AzureIaasVM"}})
    assert code(refused) == (400, "BMSUserErrorInvalidPolicyInput")
