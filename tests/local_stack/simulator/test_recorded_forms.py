"""Bodies and headers look as Azure's did when they were recorded."""

import json

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import IAAS_VM, SUBSCRIPTION, VAULT, Arm, item_path, vm_id
from tests.local_stack.simulator.recordings import RECORDINGS, Json, form, recorded, with_recordings

pytestmark = with_recordings


@pytest.fixture
def job(arm: Arm) -> Json:
    """Protect web01 and start a backup."""
    arm.finish(arm.protect("web01"))
    return arm.job(arm.back_up("web01"))


def test_running_and_completed_backup(azure: Simulator, arm: Arm, job: Json) -> None:
    """A job has the recorded form while it runs, when it has ended, and in a list."""
    assert form(job) == form(recorded("trigger_backup", 48)["body"])
    azure.advance(9078)
    last = json.loads((RECORDINGS / "job_polling_backup.json").read_text())["sequences"][0]["interactions"][-1]
    assert form(arm.job_named(job["name"])) == form(last["response"]["body"])
    listed = recorded("list_jobs", 147)["body"]["value"]
    ours = arm.get(f"{VAULT}/backupJobs").json()["value"]
    assert [form(one) for one in ours] == [form(listed[1]), form(listed[2])]


def test_backup_of_a_vm_that_went(azure: Simulator, arm: Arm) -> None:
    """The warning has the recorded form and words."""
    arm.finish(arm.protect("web01"))
    azure.outcome(operation="Backup", duration=2000)
    started = arm.job(arm.back_up("web01"))
    azure.advance(400)
    azure.remove_vm(vm_id("web01"))
    azure.advance(2000)
    ours = arm.job_named(started["name"])["properties"]
    theirs = recorded("job_polling_backup", 404, sequence=1)["body"]["properties"]
    assert ours["errorDetails"] == theirs["errorDetails"]
    assert ours["status"] == theirs["status"]
    assert [task["status"] for task in ours["extendedInfo"]["tasksList"]] == ["Completed", "Failed"]
    assert ours["extendedInfo"]["propertyBag"].keys() == theirs["extendedInfo"]["propertyBag"].keys()


def test_jobs_of_protection(arm: Arm) -> None:
    """Jobs that configure, disable and delete have the recorded forms."""
    configured = arm.job(arm.protect("web01"))
    disabled = arm.job(arm.protect("web01", policyId="", protectionState="ProtectionStopped"))
    deleted = arm.job(arm.call("DELETE", item_path("web01")))
    assert form(configured) == form(recorded("enable_protection", 44)["body"])
    assert form(disabled) == form(recorded("stop_protection_retain_data", 59)["body"])
    assert form(deleted) == form(recorded("delete_protection_data", 82)["body"])


@pytest.mark.usefixtures("job")
def test_protected_item(azure: Simulator, arm: Arm) -> None:
    """An item has the recorded form before and after its first backup."""
    listed = f"{VAULT}/backupProtectedItems"
    assert form(arm.get(listed).json()) == form(recorded("list_protected_items", 45)["body"])
    azure.advance(9078)
    assert form(arm.get(listed).json()) == form(recorded("list_protected_items", 132)["body"])
    assert form(arm.get(item_path("web01")).json()) == form(recorded("list_protected_items", 132)["body"]["value"][0])


@pytest.mark.usefixtures("job")
def test_recovery_point(azure: Simulator, arm: Arm) -> None:
    """A recovery point has the recorded form, alone and in a list."""
    azure.advance(9078)
    points = arm.get(f"{item_path('web01')}/recoveryPoints").json()
    assert form(points) == form(recorded("list_recovery_points", 133)["body"])
    one = arm.get(f"{item_path('web01')}/recoveryPoints/{points['value'][0]['name']}").json()
    assert form(one) == form(recorded("get_recovery_point", 139)["body"])


@pytest.mark.parametrize("name", ["DefaultPolicy", "EnhancedPolicy", "HourlyLogBackup"])
def test_policy(arm: Arm, name: str) -> None:
    """The three policies of a new vault say what they said, but for their times."""
    theirs = next(one for one in recorded("list_policies", 78)["body"]["value"] if one["name"] == name)["properties"]
    written = json.dumps(theirs).replace("2024-04-28T", "")
    ours = arm.get(f"{VAULT}/backupPolicies/{name}").json()["properties"]
    created = arm.get(VAULT).json()["etag"].partition("'")[2][:10]
    assert json.loads(json.dumps(ours).replace(f"{created}T", "")) == json.loads(written)


def test_operation(arm: Arm) -> None:
    """An operation has the recorded form while it runs and when it has succeeded."""
    accepted = arm.protect("web01")
    running = arm.get(accepted.headers["Azure-AsyncOperation"]).json()
    assert form(running) == form(recorded("enable_protection", 35)["body"])
    assert form(arm.finish(accepted)) == form(recorded("enable_protection", 43)["body"])


def test_protectable_items(arm: Arm) -> None:
    """The list of what could be protected has the recorded form."""
    theirs = recorded("list_protectable_items", 33)["body"]["value"][0]
    ours = arm.get(f"{VAULT}/backupProtectableItems", **{"$filter": IAAS_VM}).json()["value"]
    assert {json.dumps(form(one)) for one in ours} == {json.dumps(form(theirs))}


def test_status_in_the_region(arm: Arm) -> None:
    """The region's answer has the recorded form, without and with protection."""
    where = f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus"
    asked = {"resourceType": "VM", "resourceId": vm_id("web01")}
    assert form(arm.call("POST", where, asked).json()) == form(recorded("backup_status_region", 31)["body"])
    arm.finish(arm.protect("web01"))
    assert form(arm.call("POST", where, asked).json()) == form(recorded("backup_status_region", 53)["body"])


def test_vault(azure: Simulator, arm: Arm) -> None:
    """A vault and its creation have the recorded forms, and so has the refusal before."""
    where = VAULT.replace("nightly", "clitest-vault000003")
    missing = arm.get(where)
    refused = json.dumps(recorded("vault_create", 0)["body"]).replace("clitest.rg000001", "backup")
    assert missing.json() == json.loads(refused)
    body = {"location": "eastus2euap", "properties": {}, "sku": {"name": "Standard"}}
    created = arm.call("PUT", where, body)
    assert form(created.json()) == form(recorded("vault_create", 1)["body"])
    azure.advance(61)
    status = arm.get(created.headers["Azure-AsyncOperation"]).json()
    assert form(status) == form(recorded("vault_create", 2)["body"])
    assert form(arm.get(where).json()) == form(recorded("vault_create", 3)["body"])


def test_vault_change(azure: Simulator, arm: Arm) -> None:
    """The recorded PATCH of the redundancy is accepted, and its status has the recorded forms."""
    theirs = recorded("vault_update_patch", 31, sequence=1)
    settings = {"standardTierStorageRedundancy": "LocallyRedundant", "crossRegionRestore": "Disabled"}
    accepted = arm.call("PATCH", VAULT, {"properties": {"redundancySettings": settings}})
    assert (accepted.status_code, accepted.content) == (202, b"")
    running = arm.get(accepted.headers["Azure-AsyncOperation"])
    assert form(running.json()) == form(theirs["body"])
    azure.advance(61)
    ended = arm.get(accepted.headers["Azure-AsyncOperation"]).json()
    assert form(ended) == form(recorded("vault_update_patch", 32, sequence=1)["body"])
    shown = arm.get(VAULT).json()["properties"]["redundancySettings"]
    assert shown == recorded("vault_update_patch", 33, sequence=1)["body"]["properties"]["redundancySettings"]


@pytest.mark.parametrize(
    ("recording", "index"), [("trigger_backup", 46), ("trigger_backup", 47), ("refresh_containers", 29)]
)
def test_headers(arm: Arm, recording: str, index: int) -> None:
    """Every header that was recorded comes back, and constant ones say the same."""
    arm.finish(arm.protect("web01"))
    accepted = arm.back_up("web01") if recording == "trigger_backup" else arm.refresh()
    answer = arm.get(accepted.headers["Azure-AsyncOperation"]) if index == 47 else accepted
    ours = {key.lower(): value for key, value in answer.headers.items()}
    theirs = recorded(recording, index)["headers"]
    changing = {"date", "location", "azure-asyncoperation", "content-length", "x-ms-operation-identifier"}
    quotas = {key for key in theirs if "ratelimit" in key}
    assert theirs.keys() - ours.keys() == set()
    constant = theirs.keys() - changing - quotas
    assert {key: ours[key] for key in constant} == {key: theirs[key] for key in constant}
