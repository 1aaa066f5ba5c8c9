"""Restores as users run them: from message to event, on real queues, through Microsoft's worker."""

from collections.abc import Iterator

import pytest

from tests.operator_ import SPEED, Operator, operating
from tests.running import STAGING, SUBSCRIPTION, vm_id

RESTORED = f"{SUBSCRIPTION}/resourceGroups/restored"
NETWORK = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop-net"
FAR_STAGING = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/farstaging"
DISKS: dict[str, object] = {"disks": {"resourceGroupId": RESTORED}}
NEW_VM: dict[str, dict[str, object]] = {
    "newVm": {"name": "web01-again", "resourceGroupId": RESTORED, "subnetId": f"{NETWORK}/subnets/default"}
}
FEW_SECONDS = 4 * SPEED  # of real time
ASKED: dict[str, object] = {"vmId": vm_id("web01"), "to": DISKS, "stagingStorageAccountId": STAGING}


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    with operating(tmp_path_factory.mktemp("restores")) as operator:
        operator.stack.azure.add_storage_account(FAR_STAGING, "northeurope")
        for vm in ("web01", "web02"):
            operator.ask("protect-vm", {"vmId": vm_id(vm)})
            operator.ask("trigger-backup", {"vmId": vm_id(vm)})
        yield operator


@pytest.mark.parametrize("to", [DISKS, NEW_VM, {"replaceExisting": {}}], ids=["disks", "new VM", "in place"])
def test_each_restore_goes_from_message_to_event(operator: Operator, to: dict[str, object]) -> None:
    """With what it has made."""
    event = operator.ask("restore-vm", ASKED | {"to": to})
    assert event["type"] == "AzureVmBackup.VmRestored"
    assert event["data"]["jobId"]
    assert event["data"].get("resourceGroupId") == (None if "replaceExisting" in to else RESTORED)


def test_a_dry_run_goes_from_message_to_event(operator: Operator) -> None:
    """And nothing is begun."""
    event = operator.ask("restore-vm", ASKED | {"dryRun": True})
    assert event["type"] == "AzureVmBackup.RestoreValidated"
    assert event["data"]["findings"] == []
    assert "jobId" not in event["data"]


BAD: dict[str, tuple[dict[str, object], str, str]] = {
    "unknown recovery point": ({"recoveryPoint": "7"}, "RequestRejected", "recoveryPoint"),
    "target group missing": ({"to": {"disks": {"resourceGroupId": f"{RESTORED}-not"}}}, "OperationFailed", ""),
    "staging account in another region": ({"stagingStorageAccountId": FAR_STAGING}, "OperationFailed", ""),
    "new VM without subnet": (
        {"to": {"newVm": {"name": "x1", "resourceGroupId": RESTORED}}},
        "RequestRejected",
        "to.newVm.subnetId",
    ),
    "two targets at once": ({"to": DISKS | {"replaceExisting": {}}}, "RequestRejected", "to"),
    "a name that Azure would refuse": (
        {"to": {"newVm": NEW_VM["newVm"] | {"name": "_web01"}}},
        "RequestRejected",
        "to.newVm.name",
    ),
    "another region": ({"crossRegion": True}, "RequestRejected", "crossRegion"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_restored_ends_in_its_event(operator: Operator, case: str) -> None:
    """Rejected by its field, or failed in Azure's words with what to do."""
    fields, end, field = BAD[case]
    event = operator.ask("restore-vm", ASKED | fields)
    assert event["type"] == f"AzureVmBackup.{end}"
    assert event["data"].get("field", "") == field
    assert field != "to.newVm.name" or "15 at most" in event["data"]["remedy"]
    assert event["data"].get("remedy") or event["data"]["error"]["recommendations"]


def test_a_restore_while_one_runs_fails(operator: Operator) -> None:
    """And says whose it is."""
    operator.stack.azure.outcome(operation="Restore", vm="web02", duration=FEW_SECONDS)
    asked = ASKED | {"vmId": vm_id("web02")}
    first = operator.send("restore-vm", asked)
    operator.until_runs("Restore", "web02")
    second = operator.ask("restore-vm", asked)
    assert second["type"] == "AzureVmBackup.OperationFailed"
    assert first.rpartition("/")[2] in second["data"]["error"]["message"]
    assert operator.event(first)["type"] == "AzureVmBackup.VmRestored"


def test_a_job_is_cancelled_in_its_phase_and_refused_after_it(operator: Operator) -> None:
    """A backup: while it takes its snapshot."""
    for duration, end in ((100 * FEW_SECONDS, "JobCancelled"), (FEW_SECONDS, "OperationFailed")):
        operator.stack.azure.outcome(operation="Backup", vm="web02", duration=duration)
        backup = operator.send("trigger-backup", {"vmId": vm_id("web02")})
        operator.until_runs("Backup", "web02")
        if end == "OperationFailed":
            operator.until_runs("Backup", "web02", 0.5)
        event = operator.ask("cancel-job", {"requestId": backup.rpartition("/")[2]})
        assert event["type"] == f"AzureVmBackup.{end}"
        assert operator.event(backup)["type"].endswith("Failed" if end == "JobCancelled" else "BackupCompleted")


def test_a_vm_that_is_gone_cannot_be_restored_in_place(operator: Operator) -> None:
    """Its disks can."""
    operator.stack.azure.remove_vm(vm_id("web01"))
    event = operator.ask("restore-vm", ASKED | {"to": {"replaceExisting": {}}})
    assert event["type"] == "AzureVmBackup.OperationFailed"
