"""A VM is protected by one PUT, which Azure accepts at once and finishes later."""

import uuid

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, VAULT, Arm, code, item_path, vm_id

OTHER_VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/other"


def test_protected_when_the_operation_ends(azure: Simulator, arm: Arm) -> None:
    """The Location answers 202 with `{}`, then 200 with the item; before its end there is no item."""
    location = arm.protect("web01").headers["Location"]
    assert (arm.get(location).status_code, arm.get(location).json()) == (202, {})
    assert arm.get(item_path("web01")).status_code == 404
    azure.advance(114)
    item = arm.get(location)
    assert item.status_code == 200
    assert item.json()["properties"]["protectionState"] == "IRPending"
    assert item.json()["properties"]["extendedInfo"]["recoveryPointCount"] == 0
    assert arm.get(item_path("web01")).json()["name"] == "VM;iaasvmcontainerv2;shop;web01"


def test_status_is_always_200(azure: Simulator, arm: Arm) -> None:
    """The other address answers 200 with the state; a success repeats the start as its end, and names the job."""
    status = arm.protect("web01").headers["Azure-AsyncOperation"]
    running = arm.get(status)
    assert (running.status_code, running.json()["status"]) == (200, "InProgress")
    assert running.json()["endTime"] == "0001-01-01T00:00:00"
    assert "Retry-After" not in running.headers
    azure.advance(114)
    ended = arm.get(status).json()
    assert (ended["status"], ended["endTime"]) == ("Succeeded", ended["startTime"])
    assert arm.job_named(ended["properties"]["jobId"])["properties"]["operation"] == "ConfigureBackup"


def test_accepted_answer_is_empty(arm: Arm) -> None:
    """The 202 of a PUT has no body, and asks to look again after a minute."""
    answer = arm.protect("web01")
    assert (answer.status_code, answer.content, answer.headers["Retry-After"]) == (202, b"", "60")
    assert "Content-Type" not in answer.headers


def test_job_has_ended_with_its_operation(arm: Arm) -> None:
    """When the operation has succeeded, its job is Completed; it carries the id of the request that started it."""
    request_id = str(uuid.uuid4())
    body = {"properties": {"sourceResourceId": vm_id("web01"), "policyId": f"{VAULT}/backupPolicies/EnhancedPolicy"}}
    accepted = arm.call("PUT", item_path("web01"), body, {"x-ms-client-request-id": request_id})
    job = arm.job(accepted)["properties"]
    assert (job["status"], job["activityId"]) == ("Completed", request_id)
    assert job["extendedInfo"]["propertyBag"] == {"VM Name": "web01", "Policy Name": "EnhancedPolicy"}


def test_names_are_taken_in_any_case_and_unescaped(arm: Arm) -> None:
    """Azure does not care about case, nor whether `;` is escaped; az even doubles slashes."""
    body = {
        "properties": {"sourceResourceId": vm_id("WEB01").upper(), "policyId": f"{VAULT}/backuppolicies/defaultpolicy"}
    }
    path = item_path("web01").replace("%3B", ";").upper().replace("/PROVIDERS/", "/providers//")
    assert arm.finish(arm.call("PUT", path, body))["status"] == "Succeeded"
    assert arm.get(item_path("web01")).json()["properties"]["policyName"] == "DefaultPolicy"


@pytest.mark.parametrize("name", ["app01", "nosuch"])
def test_vm_the_vault_does_not_see(arm: Arm, name: str) -> None:
    """A VM that is not discovered, or does not exist, is refused with the same words."""
    assert code(arm.protect(name)) == (400, "BMSUserErrorInvalidConfigureProtectionRequest")


def test_vm_in_another_region(azure: Simulator, arm: Arm) -> None:
    """A vault protects VMs of its region only."""
    azure.add_vm(vm_id("far01"), "northeurope")
    assert code(arm.protect("far01")) == (400, "BMSUserErrorInvalidConfigureProtectionRequest")


@pytest.mark.parametrize("properties", [{"sourceResourceId": vm_id("web02")}, {"sourceResourceId": None}])
def test_item_and_vm_must_agree(arm: Arm, properties: dict[str, str]) -> None:
    """The VM in the body is the one in the path."""
    assert code(arm.protect("web01", **properties)) == (400, "BMSUserErrorInvalidConfigureProtectionRequest")


def test_vm_of_another_vault(azure: Simulator, arm: Arm) -> None:
    """A VM has one vault."""
    azure.add_vault(OTHER_VAULT, "westeurope")
    arm.finish(arm.protect("web01"))
    assert code(arm.protect("web01", vault=OTHER_VAULT)) == (400, "VirtualMachineAlreadyProtected")


@pytest.mark.parametrize("policy", [f"{VAULT}/backupPolicies/nosuch", f"{OTHER_VAULT}/backupPolicies/DefaultPolicy"])
def test_policy_of_this_vault(arm: Arm, policy: str) -> None:
    """The policy is one of this vault."""
    assert code(arm.protect("web01", policyId=policy)) == (400, "BMSUserErrorPolicyNotFound")


def test_policy_for_databases(arm: Arm) -> None:
    """A policy for databases does not protect a VM."""
    refused = arm.protect("web01", policyId=f"{VAULT}/backupPolicies/HourlyLogBackup")
    assert code(refused) == (400, "BMSUserErrorInvalidConfigureProtectionRequest")


def test_missing_vault(arm: Arm) -> None:
    """A vault that does not exist is refused by ARM's gateway, in its words."""
    answer = arm.protect("web01", vault=OTHER_VAULT)
    assert code(answer) == (404, "ResourceNotFound")
    assert answer.json()["error"]["message"] == (
        "The Resource 'Microsoft.RecoveryServices/vaults/other' under resource group 'backup' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    )
    assert answer.headers["x-ms-failure-cause"] == "gateway"


def test_one_write_at_a_time(arm: Arm) -> None:
    """While one write works on an item, the next is refused; afterwards it is welcome."""
    first = arm.protect("web01")
    assert code(arm.protect("web01")) == (409, "BMSUserErrorObjectLocked")
    arm.finish(first)
    assert arm.protect("web01").status_code == 202


def test_policy_changes(arm: Arm) -> None:
    """A PUT on a protected item changes its policy; the count of both policies follows."""
    arm.finish(arm.protect("web01"))
    arm.finish(arm.protect("web01", policyId=f"{VAULT}/backupPolicies/EnhancedPolicy"))
    assert arm.get(item_path("web01")).json()["properties"]["policyName"] == "EnhancedPolicy"
    counts = [
        arm.get(f"{VAULT}/backupPolicies/{name}").json()["properties"]["protectedItemsCount"]
        for name in ("DefaultPolicy", "EnhancedPolicy")
    ]
    assert counts == [0, 1]


def test_disks_left_out(arm: Arm) -> None:
    """The item shows which disks are protected."""
    disks = {"diskExclusionProperties": {"diskLunList": [0], "isInclusionList": True}}
    arm.finish(arm.protect("db01", extendedProperties=disks))
    assert arm.get(item_path("db01")).json()["properties"]["extendedProperties"] == disks


def test_stop_and_resume(arm: Arm) -> None:
    """Protection stops, keeps its item without a policy, and resumes."""
    arm.finish(arm.protect("web01"))
    job = arm.job(arm.protect("web01", protectionState="ProtectionStopped", policyId=""))
    item = arm.get(item_path("web01")).json()["properties"]
    assert job["properties"]["operation"] == "DisableBackup"
    assert (item["protectionState"], item["policyId"]) == ("ProtectionStopped", "")
    arm.finish(arm.protect("web01"))
    assert arm.get(item_path("web01")).json()["properties"]["protectionState"] == "IRPending"


def test_delete(arm: Arm) -> None:
    """A deleted item is gone where nothing is kept; its operation is tracked at the vault."""
    arm.call("PATCH", f"{VAULT}/backupconfig/vaultconfig", {"properties": {"softDeleteFeatureState": "Disabled"}})
    arm.finish(arm.protect("web01"))
    accepted = arm.call("DELETE", item_path("web01"))
    assert f"{VAULT}/backupOperationResults/" in accepted.headers["Location"]
    assert f"{VAULT}/backupOperations/" in accepted.headers["Azure-AsyncOperation"]
    assert arm.job(accepted)["properties"]["operation"] == "DeleteBackupData"
    assert code(arm.get(item_path("web01"))) == (404, "BMSUserErrorDataSourceObjectNotFound")
    assert arm.get(accepted.headers["Location"]).status_code == 204


def test_lists_of_items_and_containers(arm: Arm) -> None:
    """Both lists show what is protected; the containers' insists on a filter."""
    arm.finish(arm.protect("web01"))
    arm.finish(arm.protect("db01"))
    items = f"{VAULT}/backupProtectedItems"
    assert arm.names(items, "itemType eq 'VM' and policyName eq 'DefaultPolicy'") == [
        "VM;iaasvmcontainerv2;shop;db01",
        "VM;iaasvmcontainerv2;shop;web01",
    ]
    assert arm.names(items, "friendlyName eq 'WEB01'") == ["VM;iaasvmcontainerv2;shop;web01"]
    containers = f"{VAULT}/backupProtectionContainers"
    registered = "backupManagementType eq 'AzureIaasVM' and friendlyName eq 'web01' and status eq 'Registered'"
    assert arm.names(containers, registered) == ["IaasVMContainer;iaasvmcontainerv2;shop;web01"]
    assert code(arm.get(containers)) == (400, "BMSUserErrorInvalidInput")
