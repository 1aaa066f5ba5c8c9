import json
from datetime import UTC, datetime
from uuid import UUID

from cloudevents.v1.http import from_json

from shared.events import BackupCompleted, OperationFailed, RequestRejected
from shared.problem import Detail, Problem
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage

SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
VM = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web01"
VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly"
BEGUN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
REQUEST = TriggerBackup(
    vm_id=VM, vault_id=VAULT, request_id=UUID("7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a"), accepted=BEGUN
)
TRACKER = OperationTracker(
    request=REQUEST, stage=Stage.BACKING_UP, tracking_uri="https://x", started=BEGUN, deadline=ENDED, job_id="j1"
)
PROBLEM = Problem("Code", "Message.", None, ("Do.",), (Detail("400196", "Title", "Text", ("Mend.",)),))
COMPLETED = BackupCompleted(request=REQUEST, started=BEGUN, ended=ENDED, job_id="j1")


def test_the_official_library_reads_every_event() -> None:
    """CloudEvents 1.0 in JSON: source the vault, subject the VM, time the end."""
    event = from_json(COMPLETED.to_json())
    assert event["specversion"] == "1.0"
    assert event["type"] == "AzureVmBackup.BackupCompleted"
    assert (event["source"], event["subject"], event["time"]) == (VAULT, VM, "2026-11-22T02:00:00Z")
    assert event["datacontenttype"] == "application/json"
    assert event.data["requestId"] == str(REQUEST.request_id)
    assert event.data["request"]["vmId"] == VM
    assert (event.data["jobId"], event.data["started"]) == ("j1", "2026-11-22T01:00:00Z")


def test_one_request_has_one_event_id_however_it_ends() -> None:
    """A consumer that drops repeats by id sees one end."""
    failed = OperationFailed.of(TRACKER, PROBLEM, ENDED)
    ids = {from_json(event.to_json())["id"] for event in (COMPLETED, failed)}
    assert ids == {f"trigger-backup/{REQUEST.request_id}"}


def test_a_failure_tells_stage_job_and_azures_words() -> None:
    """So that nobody has to open the portal to know."""
    data = from_json(OperationFailed.of(TRACKER, PROBLEM, ENDED).to_json()).data
    assert (data["stage"], data["jobId"]) == ("BackingUp", "j1")
    assert data["error"] == {
        "code": "Code",
        "message": "Message.",
        "recommendations": ["Do."],
        "details": [{"code": "400196", "title": "Title", "message": "Text", "recommendations": ["Mend."]}],
    }


def test_a_rejection_without_vault_and_vm_is_still_an_event() -> None:
    """CloudEvents wants a source, and no empty subject."""
    rejected = RequestRejected(
        queue="protect-vm",
        request_id=REQUEST.request_id,
        field="",
        problem="is not JSON",
        remedy="one JSON object",
        text="hello",
        ended=ENDED,
    )
    event = from_json(rejected.to_json())
    assert event["source"] == "urn:AzureVmBackup"
    assert "subject" not in json.loads(rejected.to_json())
    assert event["id"] == f"protect-vm/{REQUEST.request_id}"
    assert event.data["text"] == "hello"
