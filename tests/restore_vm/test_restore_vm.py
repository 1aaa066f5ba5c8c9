from datetime import timedelta

import msgspec
import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.choices import Before, InPlace, Target, ToDisks, ToNewVm
from shared.events import BackupCompleted, OperationFailed, RequestRejected, RestoreValidated, VmRestored
from shared.tracker import OperationTracker, Stage
from tests.running import SUBSCRIPTION, App, vm_id

RESTORED = f"{SUBSCRIPTION}/resourceGroups/restored"
SUBNET = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/default"
FAR_STAGING = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/farstaging"
DISKS = Target(disks=ToDisks(RESTORED))
NEW_VM = Target(new_vm=ToNewVm("web01-again", RESTORED, SUBNET))
IN_PLACE = Target(replace_existing=InPlace())


@pytest.fixture
def backed_up(app: App) -> App:
    """Return the app, with one backup of web01."""
    app.run(app.protect())
    assert isinstance(app.run(app.back_up())[0], BackupCompleted)
    return app


def restores(azure: Simulator) -> int:
    return sum(job.operation == "Restore" for job in azure.jobs())


@pytest.mark.parametrize(
    ("to", "group", "vm"),
    [
        (DISKS, RESTORED, None),
        (NEW_VM, RESTORED, f"{RESTORED}/providers/Microsoft.Compute/virtualMachines/web01-again"),
        (IN_PLACE, None, vm_id("web01")),
    ],
    ids=["disks", "new VM", "in place"],
)
def test_a_restore_is_validated_started_and_followed_to_what_it_made(
    backed_up: App, azure: Simulator, to: Target, group: str | None, vm: str | None
) -> None:
    """The operation's success means that the job has started."""
    (tracker,) = backed_up.step(backed_up.restore_vm(to=to))
    assert isinstance(tracker, OperationTracker)
    assert tracker.stage == Stage.STARTING_RESTORE
    (event,) = backed_up.run(tracker)
    assert isinstance(event, VmRestored)
    assert (event.resource_group_id, event.vm_id) == (group, vm)
    assert event.job_id
    assert event.ended > event.started
    assert event.recovery_point
    assert event.template
    validations = [entry for entry in azure.journal() if entry["path"].endswith("/backupValidateOperation")]
    assert len(validations) == 1


def test_a_dry_run_asks_azure_and_begins_nothing(backed_up: App, azure: Simulator) -> None:
    """No finding means that nothing is in its way."""
    (event,) = backed_up.run(backed_up.restore_vm(dry_run=True))
    assert isinstance(event, RestoreValidated)
    assert event.findings == ()
    assert restores(azure) == 0


def test_a_dry_run_tells_what_azure_finds(backed_up: App) -> None:
    """Code, message and what to do."""
    missing = Target(disks=ToDisks(RESTORED + "-nowhere"))
    (event,) = backed_up.run(backed_up.restore_vm(to=missing, dry_run=True))
    assert isinstance(event, RestoreValidated)
    assert event.findings[0].code
    assert event.findings[0].message


def test_without_validation_azure_is_asked_to_restore_at_once(
    azure: Simulator, azurite: Azurite, backed_up: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VALIDATE_RESTORES is false."""
    app = App(azure, monkeypatch, VALIDATE_RESTORES="false", AzureWebJobsStorage=azurite.connection_string)
    (event,) = app.run(backed_up.restore_vm())
    assert isinstance(event, VmRestored)
    assert not [entry for entry in azure.journal() if entry["path"].endswith("/backupValidateOperation")]


@pytest.mark.parametrize(
    "fields",
    [
        {"to": Target(disks=ToDisks(RESTORED + "-nowhere"))},
        {"staging_storage_account_id": FAR_STAGING},
        {"to": Target(new_vm=ToNewVm("web01-again", RESTORED, SUBNET.replace("default", "nowhere")))},
        {"to": Target(disks=ToDisks(RESTORED, luns=[7]))},
    ],
    ids=["target group missing", "staging account in another region", "no such subnet", "no such LUN"],
)
@pytest.mark.parametrize("validate", ["true", "false"])
def test_what_azure_refuses_fails_in_its_words(
    azure: Simulator, backed_up: App, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], validate: str
) -> None:
    """By validation in seconds, or by the restore itself."""
    azure.add_storage_account(FAR_STAGING, "northeurope")
    app = App(azure, monkeypatch, VALIDATE_RESTORES=validate)
    (event,) = app.run(backed_up.restore_vm(**fields))
    assert isinstance(event, OperationFailed)
    assert event.error.code
    assert event.error.recommendations
    assert restores(azure) == 0


def test_a_vm_that_is_gone_cannot_be_replaced(backed_up: App, azure: Simulator) -> None:
    """Restore disks, or a new VM."""
    azure.remove_vm(vm_id("web01"))
    (event,) = backed_up.run(backed_up.restore_vm(to=IN_PLACE))
    assert isinstance(event, OperationFailed)
    assert restores(azure) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"recovery_point": "7"}, "recoveryPoint"),
        ({"recovery_point": "before"}, "recoveryPoint"),
        ({"cross_region": True}, "crossRegion"),
    ],
)
def test_a_wish_that_cannot_be_is_rejected(backed_up: App, fields: dict[str, object], field: str) -> None:
    """By its field."""
    if fields.get("recovery_point") == "before":
        fields = {"recovery_point": Before(before=backed_up.connections.now() - timedelta(days=999))}
    (event,) = backed_up.run(backed_up.restore_vm(**fields))
    assert isinstance(event, RequestRejected)
    assert event.field == field


def test_a_restore_that_meets_another_says_whose_it_is(backed_up: App, azure: Simulator) -> None:
    """One at a time."""
    first = backed_up.restore_vm()
    (tracker,) = backed_up.step(first)
    azure.advance(30)
    (event,) = backed_up.run(backed_up.restore_vm())
    assert isinstance(event, OperationFailed)
    assert str(first.request_id) in event.error.message
    (done,) = backed_up.run(tracker)
    assert isinstance(done, VmRestored)


def test_a_lost_answer_starts_no_second_restore(backed_up: App, azure: Simulator) -> None:
    """The job is found by the request's id."""
    azure.fault(on="POST */restore", answer="reset", after=True)
    (event,) = backed_up.run(backed_up.restore_vm())
    assert isinstance(event, VmRestored)
    assert restores(azure) == 1


def test_two_restores_at_once_wait_for_each_other(backed_up: App, azure: Simulator) -> None:
    """A validation that finds the item locked is not its last word."""
    azure.finding("BMSUserErrorObjectLocked", "Another operation is in progress on the selected item.")
    request = backed_up.restore_vm()
    (again,) = backed_up.step(request)
    assert again == request.again(again.due)  # type: ignore[attr-defined] # it is a RestoreVm


def test_a_redelivery_does_not_claim_another_recovery_point(backed_up: App) -> None:
    """The newest was another when the job was started."""
    request = backed_up.restore_vm()
    (first,) = backed_up.run(request)
    backed_up.run(backed_up.back_up())
    (again,) = backed_up.run(msgspec.structs.replace(request, begun=True))
    assert isinstance(first, VmRestored)
    assert isinstance(again, VmRestored)
    assert (again.job_id, again.recovery_point) == (first.job_id, None)


@pytest.mark.parametrize(
    ("code", "word"), [("AuthorizationFailed", "Backup Contributor"), ("UserErrorUnheardOf", "dryRun")]
)
def test_a_refused_restore_says_what_to_do(backed_up: App, azure: Simulator, code: str, word: str) -> None:
    """From the table, or else by asking Azure's validation."""
    body = {"error": {"code": code, "message": "No."}}
    azure.fault(on="POST */restore", answer={"status": 403, "body": body})
    (event,) = backed_up.run(backed_up.restore_vm())
    assert isinstance(event, OperationFailed)
    assert word in event.error.recommendations[0]


def test_a_restore_with_warnings_carries_them(backed_up: App, azure: Simulator) -> None:
    """It is a completion all the same."""
    error = {"errorCode": 1, "errorTitle": "Slow", "errorString": "It took long."}
    azure.outcome(operation="Restore", vm="web01", status="CompletedWithWarnings", errorDetails=[error])
    (event,) = backed_up.run(backed_up.restore_vm())
    assert isinstance(event, VmRestored)
    assert [warning.title for warning in event.warnings] == ["Slow"]


def test_a_failed_restore_brings_all_that_azure_says(backed_up: App, azure: Simulator) -> None:
    """Error details and recommendations."""
    details = [
        {"errorCode": 1, "errorTitle": "UserErrorSkuNotAvailable", "errorString": "No.", "recommendations": ["R"]}
    ]
    azure.outcome(operation="Restore", vm="web01", status="Failed", errorDetails=details)
    (event,) = backed_up.run(backed_up.restore_vm())
    assert isinstance(event, OperationFailed)
    assert (event.error.code, event.error.recommendations) == ("UserErrorSkuNotAvailable", ("R",))
    assert event.stage == Stage.RESTORING
