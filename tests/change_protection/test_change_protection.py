from typing import get_args
from uuid import uuid4

import msgspec
import pytest

from change_protection.change import CHANGES
from local_stack.simulator import Simulator
from shared.choices import Disks
from shared.events import OperationFailed, ProtectionChanged
from shared.requests import Action, ChangeProtection
from tests.running import VAULT, App, vm_id


def change(app: App, action: Action, vm: str = "", policy: str | None = None) -> ChangeProtection:
    return ChangeProtection(
        vm_id=vm or vm_id("web01"),
        vault_id=VAULT,
        request_id=uuid4(),
        accepted=app.connections.now(),
        action=action,
        policy=policy,
    )


def item(app: App, vm: str = "web01") -> dict[str, object]:
    """Return the VM's protected item, as Azure shows it."""
    name = f"iaasvmcontainerv2;shop;{vm}"
    path = f"{VAULT}/backupFabrics/Azure/protectionContainers/IaasVMContainer;{name}/protectedItems/VM;{name}"
    body = app.connections.arm.get(path, uuid4()).body
    assert isinstance(body, dict)
    properties = body["properties"]
    assert isinstance(properties, dict)
    return properties


def puts(azure: Simulator) -> int:
    return len([entry for entry in azure.journal() if entry["method"] == "PUT"])


def test_protection_is_stopped_and_resumed(app: App) -> None:
    """The backups are kept, and so is the choice of disks."""
    app.run(app.protect(disks=Disks(exclude=[1])))
    (stopped,) = app.run(change(app, "stop"))
    assert isinstance(stopped, ProtectionChanged)
    assert stopped.job_id
    assert item(app)["protectionState"] == "ProtectionStopped"
    (resumed,) = app.run(change(app, "resume", policy="EnhancedPolicy"))
    assert isinstance(resumed, ProtectionChanged)
    assert item(app)["protectionState"] != "ProtectionStopped"
    assert str(item(app)["policyId"]).endswith("/EnhancedPolicy")


def test_a_deletion_is_taken_back(app: App, azure: Simulator) -> None:
    """Protection stays stopped then, and may be resumed."""
    (deleted,) = azure.add_protected(1, state="SoftDeleted")
    (event,) = app.run(change(app, "undelete", deleted))
    assert isinstance(event, ProtectionChanged)
    (resumed,) = app.run(change(app, "resume", deleted))
    assert isinstance(resumed, ProtectionChanged)


@pytest.mark.parametrize(("before", "action"), [("Protected", "resume"), ("ProtectionStopped", "stop")])
def test_what_is_so_already_is_a_success(app: App, azure: Simulator, before: str, action: Action) -> None:
    """Nothing is written."""
    (vm,) = azure.add_protected(1, state=before)
    (event,) = app.run(change(app, action, vm))
    assert isinstance(event, ProtectionChanged)
    assert event.unchanged
    assert puts(azure) == 0


def test_resuming_what_is_active_leaves_its_policy_alone(app: App, azure: Simulator) -> None:
    """Unless another is named."""
    app.run(app.protect(policy="EnhancedPolicy"))
    before = puts(azure)
    (event,) = app.run(change(app, "resume"))
    assert isinstance(event, ProtectionChanged)
    assert event.unchanged
    assert puts(azure) == before
    (moved,) = app.run(change(app, "resume", policy="DefaultPolicy"))
    assert isinstance(moved, ProtectionChanged)
    assert not moved.unchanged


def test_undeleting_what_is_not_deleted_is_a_success(app: App) -> None:
    """It is there."""
    app.run(app.protect())
    (event,) = app.run(change(app, "undelete"))
    assert isinstance(event, ProtectionChanged)
    assert event.unchanged


@pytest.mark.parametrize("action", ["stop", "resume"])
def test_a_deleted_protection_must_be_undeleted_first(app: App, azure: Simulator, action: Action) -> None:
    """The event says so."""
    (vm,) = azure.add_protected(1, state="SoftDeleted")
    (event,) = app.run(change(app, action, vm))
    assert isinstance(event, OperationFailed)
    assert event.error.field == "action"
    assert "undelete" in event.error.recommendations[0]


def test_a_vm_that_the_vault_does_not_know_fails_with_what_to_do(app: App) -> None:
    """Protect it first."""
    (event,) = app.run(change(app, "stop"))
    assert isinstance(event, OperationFailed)
    assert "protect-vm" in event.error.recommendations[0]


def test_a_redelivery_after_the_change_is_the_same_success(app: App, azure: Simulator) -> None:
    """The answer was lost: the work is not done twice, and not called unchanged."""
    app.run(app.protect())
    request = change(app, "stop")
    app.run(request)
    before = puts(azure)
    (event,) = app.run(msgspec.structs.replace(request, begun=True))
    assert isinstance(event, ProtectionChanged)
    assert not event.unchanged
    assert puts(azure) == before


def test_every_action_has_its_change() -> None:
    """A new one is noticed."""
    assert set(CHANGES) == set(get_args(Action.__value__))
