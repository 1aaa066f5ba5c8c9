"""A restore is two long runs: an operation that ends when the job has started, and the job that makes things."""

import re

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path, vm_id
from tests.local_stack.simulator.restore import (
    IN_PLACE,
    LONGEST,
    RESTORED,
    SHOP,
    TO_BLOBS,
    TO_GROUP,
    disk,
    disks,
    new_vm,
    restore,
)

OF_DB01 = [r"db01-datadisk-000-\d{8}-\d{6}", r"db01-datadisk-001-\d{8}-\d{6}", r"db01-osdisk-\d{8}-\d{6}"]


@pytest.fixture
def point(arm: Arm) -> str:
    """Have a recovery point of db01, a Windows VM with two data disks, by its address."""
    return arm.recovery_point("db01")


def alike(names: list[str], patterns: list[str]) -> bool:
    return len(names) == len(patterns) and all(map(re.fullmatch, patterns, names))


def test_operation_ends_when_the_job_has_started(azure: Simulator, arm: Arm, point: str) -> None:
    """The Location answers 202 with `{}`, then 204; the job has the operation's id, and runs on."""
    accepted = restore(arm, point)
    assert (accepted.status_code, accepted.content, accepted.headers["Retry-After"]) == (202, b"", "60")
    assert "/protectedItems/vm;iaasvmcontainerv2;shop;db01/operationResults/" in accepted.headers["Location"]
    running = arm.get(accepted.headers["Location"])
    assert (running.status_code, running.json()) == (202, {})
    azure.advance(11)
    assert arm.get(accepted.headers["Location"]).status_code == 204
    status = arm.get(accepted.headers["Azure-AsyncOperation"]).json()
    assert (status["status"], status["properties"]["jobId"]) == ("Succeeded", status["name"])
    assert arm.job_named(status["name"])["properties"]["status"] == "InProgress"


def test_disks_to_a_group(azure: Simulator, arm: Arm, point: str) -> None:
    """While the snapshot is kept it takes about a minute; then the disks are in the group, attached to nothing."""
    restore(arm, point, zones=["1"], diskEncryptionSetId="/some/set")
    azure.advance(67)
    assert disks(arm) == []
    azure.advance(6)
    assert alike(disks(arm), OF_DB01)
    data, _, os_disk = (disk(arm, name) for name in disks(arm))
    assert (os_disk["properties"]["osType"], os_disk["properties"]["diskSizeGB"]) == ("Windows", 127)
    assert "osType" not in data["properties"]
    assert (data["properties"]["diskState"], data["zones"]) == ("Unattached", ["1"])
    assert data["properties"]["encryption"]["diskEncryptionSetId"] == "/some/set"


def test_disks_as_blobs(azure: Simulator, arm: Arm, point: str) -> None:
    """Without a target group the job leaves blobs in the staging account, and tells how much it has transferred."""
    azure.outcome(operation="Restore", duration=1000)
    job = arm.job(restore(arm, point, **TO_BLOBS))
    assert "taskExecutionDetails" not in job["properties"]["extendedInfo"]["tasksList"][0]
    azure.advance(300)
    extended = arm.job_named(job["name"])["properties"]["extendedInfo"]
    assert re.fullmatch(r"[\d.]+ GBs / 191 GBs Transferred", extended["tasksList"][0]["taskExecutionDetails"])
    assert 60 < extended["progressPercentage"] < 65
    assert extended["estimatedRemainingDuration"].startswith("PT5M")
    azure.advance(400)
    ended = arm.job_named(job["name"])["properties"]
    assert (ended["status"], ended["duration"]) == ("Completed", "PT16M40S")
    bag = ended["extendedInfo"]["propertyBag"]
    assert bag["Template Blob Uri"] == f"{bag['Config Blob Uri'].rpartition('/')[0]}/azuredeploy{job['name']}.json"
    assert disks(arm) == []


def test_expired_snapshot(azure: Simulator, arm: Arm, point: str) -> None:
    """After two days the data comes from the vault, to a group as well."""
    azure.advance(2 * 86400)
    azure.outcome(operation="Restore", duration=1000)
    job = arm.job(restore(arm, point))
    azure.advance(300)
    assert arm.job_named(job["name"])["properties"]["extendedInfo"]["progressPercentage"] > 60


def test_new_vm(arm: Arm, point: str) -> None:
    """First the data comes, then the VM is made: of the size it had, with new disks named after it."""
    job = arm.job_named(arm.finish(restore(arm, point, **new_vm()))["name"])
    tasks = [(task["taskId"], task["status"]) for task in job["properties"]["extendedInfo"]["tasksList"]]
    assert tasks == [("Transfer data from vault", "Completed"), ("Create the restored virtual machine", "Completed")]
    assert job["properties"]["extendedInfo"]["propertyBag"]["Target VM Name"] == "db01-again"
    assert arm.names(f"{RESTORED}/providers/Microsoft.Compute/virtualMachines") == ["db01-again"]
    vm = arm.get(new_vm()["targetVirtualMachineId"]).json()
    source = arm.get(vm_id("db01")).json()["properties"]
    assert vm["properties"]["hardwareProfile"] == source["hardwareProfile"]
    assert [one["lun"] for one in vm["properties"]["storageProfile"]["dataDisks"]] == [0, 1]
    assert alike(disks(arm), [one.replace("db01", "db01again") for one in OF_DB01])
    assert disk(arm, disks(arm)[0])["managedBy"] == vm["id"]


def test_in_place(azure: Simulator, arm: Arm, point: str) -> None:
    """The VM gets new disks in place of those that were chosen; the old ones stay, attached to nothing."""
    job = arm.job(restore(arm, point, **IN_PLACE, restoreDiskLunList=[1]))
    assert [task["status"] for task in job["properties"]["extendedInfo"]["tasksList"]] == ["InProgress", "NotStarted"]
    azure.advance(1390)
    storage = arm.get(vm_id("db01")).json()["properties"]["storageProfile"]
    assert re.fullmatch(OF_DB01[2], storage["osDisk"]["name"])
    kept, replaced = storage["dataDisks"]
    assert (kept["name"], kept["lun"], replaced["lun"]) == ("db01_lun0", 0, 1)
    assert re.fullmatch(OF_DB01[0], replaced["name"])
    states = {name: disk(arm, name, SHOP)["properties"]["diskState"] for name in ("db01_lun0", "db01_lun1")}
    assert states == {"db01_lun0": "Attached", "db01_lun1": "Unattached"}


def test_chosen_disks(arm: Arm, point: str) -> None:
    """A list of LUNs restores these and the OS disk, an empty one that alone; the job names both sets."""
    bag = arm.job(restore(arm, point, restoreDiskLunList=[1]))["properties"]["extendedInfo"]["propertyBag"]
    assert bag["Restored disk(s)"] == "db01_OsDisk; db01_lun1"
    assert bag["Backed-up disk(s)"] == "db01_OsDisk; db01_lun0; db01_lun1"
    assert alike(disks(arm), [OF_DB01[0], OF_DB01[2]])
    arm.finish(restore(arm, point, restoreDiskLunList=[]))
    assert len(disks(arm)) == 3


@pytest.mark.parametrize(("included", "kept"), [(True, 0), (False, 1)])
def test_excluded_disks(azure: Simulator, arm: Arm, *, included: bool, kept: int) -> None:
    """A disk the item excludes is in no recovery point."""
    chosen = {"diskExclusionProperties": {"diskLunList": [0], "isInclusionList": included}}
    arm.finish(arm.protect("db01", extendedProperties=chosen))
    arm.finish(arm.back_up("db01"))
    azure.advance(9078)
    point = f"{item_path('db01')}/recoveryPoints/{arm.names(f'{item_path("db01")}/recoveryPoints')[0]}"
    assert code(restore(arm, point, restoreDiskLunList=[1 - kept])) == (400, "UserErrorDiskNotInRecoveryPoint")
    arm.finish(restore(arm, point, restoreDiskLunList=[kept]))
    assert alike(disks(arm), [OF_DB01[0], OF_DB01[2]])


def test_listed(azure: Simulator, arm: Arm, point: str) -> None:
    """Every kind is a job of the operation Restore, each begun when the one before is over."""
    jobs = []
    for kind in (TO_GROUP, TO_BLOBS, new_vm(), IN_PLACE):
        jobs.append(arm.job(restore(arm, point, **kind))["name"])
        azure.advance(LONGEST)
    assert arm.names(f"{VAULT}/backupJobs", "operation eq 'Restore' and status eq 'Completed'") == jobs[::-1]
