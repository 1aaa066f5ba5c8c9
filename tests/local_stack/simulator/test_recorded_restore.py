"""A restore looks as Azure's did when it was recorded."""

import json

import pytest

from local_stack.simulator import Simulator
from tests.azure_data import DATA
from tests.local_stack.simulator.arm import VAULT, Arm, vm_id
from tests.local_stack.simulator.recordings import RECORDINGS, Json, form, recorded, with_recordings
from tests.local_stack.simulator.restore import RESTORED, STAGING, TO_BLOBS, restore

pytestmark = with_recordings

EXAMPLES = DATA / "openapi" / "recoveryservicesbackup-2024-04-01" / "examples" / "AzureIaasVm"

# Where the recorded requests went, and what is there in the default world.
_HERE = {
    "storageAccountId": STAGING,
    "targetResourceGroupId": RESTORED,
    "sourceResourceId": vm_id("db01"),
    "region": "westeurope",
}


@pytest.fixture
def point(arm: Arm) -> str:
    """Have a recovery point of db01, a Windows VM with two data disks, by its address."""
    return arm.recovery_point("db01")


def asked(recording: str, sequence: int = 0) -> dict[str, Json]:
    """Take the properties of the first request of a recording, about the default world instead of theirs."""
    sequences = json.loads((RECORDINGS / f"{recording}.json").read_text())["sequences"]
    properties = sequences[sequence]["interactions"][0]["request"]["body"]["properties"]
    return {key: _HERE.get(key, value) for key, value in properties.items() if key != "recoveryPointId"}


def details(job: Json) -> Json:
    return job["properties"]["extendedInfo"]


def test_disks_to_a_group(azure: Simulator, arm: Arm, point: str) -> None:
    """The job has the recorded form just begun, once the data has come, and completed."""
    accepted = restore(arm, point, **asked("restore_disks"))
    azure.advance(15)
    status = arm.get(accepted.headers["Azure-AsyncOperation"]).json()
    assert form(status) == form(recorded("restore_disks", 152)["body"])
    assert form(arm.job_named(status["name"])) == form(recorded("restore_disks", 153)["body"])
    azure.advance(25)
    transferred = arm.job_named(status["name"])
    assert details(transferred)["tasksList"] == details(recorded("restore_disks", 156)["body"])["tasksList"]
    azure.advance(73)
    ended, theirs = arm.job_named(status["name"]), recorded("restore_disks", 158)["body"]
    assert form(ended) == form(theirs)
    for said in ("tasksList", "internalPropertyBag", "progressPercentage", "estimatedRemainingDuration"):
        assert details(ended)[said] == details(theirs)[said]
    assert details(ended)["propertyBag"]["Job Type"] == details(theirs)["propertyBag"]["Job Type"]


def test_disks_as_blobs(azure: Simulator, arm: Arm, point: str) -> None:
    """Without a target group the job tells how much it has transferred, once it is under way."""
    azure.outcome(operation="Restore", duration=2137)
    properties = asked("restore_disks", 1) | {"targetResourceGroupId": None}
    job = arm.job(restore(arm, point, **properties))
    assert form(job) == form(recorded("restore_disks", 191, 1)["body"])
    azure.advance(1346 - 300)
    assert form(arm.job_named(job["name"])) == form(recorded("restore_disks", 221, 1)["body"])
    azure.advance(1000)
    assert form(arm.job_named(job["name"])) == form(recorded("restore_disks", 247, 1)["body"])


def test_chosen_disks(arm: Arm, point: str) -> None:
    """A restore of chosen disks names them."""
    job = arm.job(restore(arm, point, **asked("restore_disk_exclusion_lun_list")))
    assert form(job) == form(recorded("restore_disk_exclusion_lun_list", 207)["body"])


def test_in_a_list(azure: Simulator, arm: Arm, point: str) -> None:
    """A running restore has the recorded form in a list."""
    azure.outcome(operation="Restore", duration=1000)
    arm.finish(restore(arm, point, **TO_BLOBS))
    listed = arm.get(f"{VAULT}/backupJobs", **{"$filter": "operation eq 'Restore' and status eq 'InProgress'"}).json()
    assert form(listed) == form(recorded("list_jobs", 150)["body"])


def test_request_of_2017(arm: Arm, point: str) -> None:
    """The shortest request that was recorded is accepted."""
    assert restore(arm, point, **asked("restore_disks", 2), targetResourceGroupId=None).status_code == 202


@pytest.mark.parametrize(
    "example",
    [
        "ALR_IaasVMRestoreRequest",
        "ALR_IaasVMRestoreRequest_IdentityBasedRestoreDetails",
        "RestoreDisks_IaasVMRestoreRequest",
        "ResourceGuardEnabled",
    ],
)
def test_example_of_the_specification(azure: Simulator, arm: Arm, point: str, example: str) -> None:
    """The official examples are accepted, once the world has what they name."""
    example_file = EXAMPLES / f"TriggerRestore_{example}.json"
    properties = json.loads(example_file.read_text())["parameters"]["parameters"]["properties"]
    groups = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups"
    azure.add_group(f"{groups}/netsdktestrg2", "westeurope")
    for account in ("testRg/{}/testingAccount", "testingRg/{}/testAccount"):
        where = account.format("providers/Microsoft.Storage/storageAccounts")
        azure.add_storage_account(f"{groups}/{where}", "westeurope")
    azure.add_subnet(f"{groups}/testRg/providers/Microsoft.Network/virtualNetworks/testNet/subnets/default")
    here = {"sourceResourceId": vm_id("db01"), "region": "westeurope", "recoveryPointId": point.rpartition("/")[2]}
    answer = arm.call("POST", f"{point}/restore", {"properties": properties | here})
    assert answer.status_code == 202, answer.text
