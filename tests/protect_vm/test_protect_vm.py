import msgspec
import pytest

from local_stack.simulator import Simulator
from shared.choices import Disks
from shared.events import OperationFailed, VmProtected
from shared.tracker import OperationTracker, Stage
from tests.running import SUBSCRIPTION, VAULT, App, vm_id

FAR_VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/far"


def calls(azure: Simulator, method: str, end: str) -> int:
    """Count the calls of that method whose path ends so."""
    return sum(entry["method"] == method and entry["path"].endswith(end) for entry in azure.journal())


def test_a_known_vm_is_protected_by_one_put(app: App, azure: Simulator) -> None:
    """No discovery: it takes up to 30 seconds and is not needed."""
    (event,) = app.run(app.protect("web01"))
    assert isinstance(event, VmProtected)
    assert not event.already_protected
    assert event.job_id
    assert calls(azure, "PUT", "web01") == 1
    assert calls(azure, "POST", "refreshContainers") == 0


def test_an_unknown_vm_is_discovered_first(app: App, azure: Simulator) -> None:
    """The refusal of the first PUT says so."""
    (first,) = app.step(request := app.protect("app01"))
    assert isinstance(first, OperationTracker)
    assert first.stage == Stage.DISCOVERING
    (event,) = app.run(first)
    assert isinstance(event, VmProtected)
    assert event.request == request
    assert calls(azure, "PUT", "app01") == 2


def test_the_listed_vm_may_be_on_the_last_page(app: App, azure: Simulator) -> None:
    """All pages are read."""
    for number in range(7):
        azure.add_vm(vm_id(f"aaa{number}"), "westeurope", discovered=True)
    (event,) = app.run(app.protect("app01"))
    assert isinstance(event, VmProtected)
    assert calls(azure, "GET", "backupProtectableItems") > 1


def test_a_vm_under_the_same_policy_is_success_and_says_so(app: App, azure: Simulator) -> None:
    """And starts no job."""
    app.run(app.protect("web01"))
    (event,) = app.run(app.protect("web01"))
    assert isinstance(event, VmProtected)
    assert event.already_protected
    assert calls(azure, "PUT", "web01") == 1


def test_another_policy_is_a_change(app: App, azure: Simulator) -> None:
    """Of the same item."""
    app.run(app.protect("web01"))
    (event,) = app.run(app.protect("web01", policy="EnhancedPolicy"))
    assert isinstance(event, VmProtected)
    assert not event.already_protected
    assert calls(azure, "PUT", "web01") == 2


@pytest.mark.parametrize(
    ("disks", "sent"),
    [
        (Disks(include=[0, 1]), {"diskLunList": [0, 1], "isInclusionList": True}),
        (Disks(exclude=[1]), {"diskLunList": [1], "isInclusionList": False}),
        (Disks(os_only=True), {"diskLunList": [], "isInclusionList": True}),
    ],
)
def test_the_choice_of_disks_is_sent_and_recognised(
    app: App, azure: Simulator, disks: Disks, sent: dict[str, object]
) -> None:
    """A second request of the same choice changes nothing; another choice does."""
    app.run(app.protect("db01", disks=disks))
    (put,) = [entry for entry in azure.journal() if entry["method"] == "PUT"]
    assert put["body"]["properties"]["extendedProperties"]["diskExclusionProperties"] == sent
    (again,) = app.run(app.protect("db01", disks=disks))
    assert isinstance(again, VmProtected)
    assert again.already_protected
    (other,) = app.run(app.protect("db01", disks=Disks(include=[0])))
    assert isinstance(other, VmProtected)
    assert not other.already_protected


@pytest.mark.parametrize(
    ("fields", "field", "word"),
    [
        ({"vm": "nowhere"}, "vmId", "does not exist"),
        ({"policy": "NoSuchPolicy"}, "policy", "no policy NoSuchPolicy"),
        ({"vault_id": FAR_VAULT}, "vaultId", "westeurope"),
        ({"vault_id": VAULT.replace("nightly", "missing")}, "vaultId", "was not found"),
    ],
)
def test_what_cannot_be_protected_fails_with_field_and_remedy(
    app: App, azure: Simulator, fields: dict[str, str], field: str, word: str
) -> None:
    """Azure's own refusal names neither."""
    azure.add_vault(FAR_VAULT, "northeurope")
    (event,) = app.run(app.protect(**fields))
    assert isinstance(event, OperationFailed)
    assert event.error.field == field
    assert word in event.error.message
    assert event.error.recommendations


def test_a_vm_of_another_vault_fails_with_that_vaults_name(app: App, azure: Simulator) -> None:
    """The region's backup status knows it."""
    other = VAULT.replace("nightly", "other")
    azure.add_vault(other, "westeurope")
    app.run(app.protect("web01", vault_id=other))
    (event,) = app.run(app.protect("web01"))
    assert isinstance(event, OperationFailed)
    assert other.lower() in event.error.message.lower()
    assert event.error.field == "vaultId"


def test_a_change_of_policy_keeps_the_choice_of_disks(app: App, azure: Simulator) -> None:
    """A PUT replaces the item: what is not sent again is lost."""
    app.run(app.protect("db01", disks=Disks(exclude=[1])))
    app.run(app.protect("db01", policy="EnhancedPolicy"))
    (event,) = app.run(app.protect("db01", policy="EnhancedPolicy", disks=Disks(exclude=[1])))
    assert isinstance(event, VmProtected)
    assert event.already_protected
    assert calls(azure, "PUT", "db01") == 2


def test_all_disks_can_be_chosen_again(app: App, azure: Simulator) -> None:
    """By excluding none."""
    app.run(app.protect("db01", disks=Disks(exclude=[1])))
    (event,) = app.run(app.protect("db01", disks=Disks(exclude=[])))
    assert isinstance(event, VmProtected)
    assert not event.already_protected
    assert calls(azure, "PUT", "db01") == 2


def test_a_lost_answer_after_discovery_is_no_failure(app: App, azure: Simulator) -> None:
    """The VM is protected by then, and no longer listed as one that could be."""
    (discovery,) = app.step(app.protect("app01"))
    azure.fault(on="PUT */protectedItems/*app01*", answer="reset", after=True)
    (event,) = app.run(discovery)
    assert isinstance(event, VmProtected)
    assert not event.already_protected
    assert [job.operation for job in azure.jobs()] == ["ConfigureBackup"]


def test_a_policy_that_is_not_for_vms_is_named(app: App) -> None:
    """Azure's refusal says nothing of it."""
    (event,) = app.run(app.protect("web01", policy="HourlyLogBackup"))
    assert isinstance(event, OperationFailed)
    assert event.error.field == "policy"
    assert "not for Azure VMs" in event.error.message


def test_an_operation_that_fails_ends_in_azures_own_words(app: App, azure: Simulator) -> None:
    """Code and message."""
    error = {"code": "UserErrorGuestAgentStatusUnavailable", "message": "The agent does not answer."}
    azure.outcome(operation="ConfigureBackup", vm="web01", error=error)
    (event,) = app.run(app.protect("web01"))
    assert isinstance(event, OperationFailed)
    assert (event.error.code, event.stage) == ("UserErrorGuestAgentStatusUnavailable", Stage.PROTECTING)


def test_of_two_trackers_one_protects_and_goes_on_after_a_throttled_try(app: App, azure: Simulator) -> None:
    """A crash between sending and deleting has left two; whoever has the turn keeps it over its tries."""
    (discovering,) = app.step(app.protect("app01"))
    azure.advance(60)
    azure.fault(on="PUT */protectedItems/*", answer=429)
    first, second = (msgspec.structs.replace(discovering, message_id=name) for name in ("first", "second"))
    (again,) = app.step(first)
    assert isinstance(again, OperationTracker)
    assert (again.stage, again.message_id) == (Stage.DISCOVERING, "first")
    (waiting,) = app.step(second)
    assert isinstance(waiting, OperationTracker)
    assert waiting.stage is Stage.DISCOVERING
    events = app.run(again, waiting)
    assert {type(event) for event in events} == {VmProtected}
    assert len([job for job in azure.jobs() if job.operation == "ConfigureBackup"]) == 1
