from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from local_stack.simulator import Simulator
from protect_vm.consider import hear
from shared.events import OperationFailed, VmProtected
from shared.requests import ConsiderVm, ProtectVm
from tests.running import VAULT, App, vm_id

if TYPE_CHECKING:
    from shared.messages import Message


def seen(app: App, vm: str) -> ConsiderVm:
    """Return what an event about a VM becomes."""
    return ConsiderVm(vm_id=vm, request_id=uuid4(), accepted=app.connections.now())


def new(azure: Simulator, name: str = "new01", location: str = "westeurope", **details: object) -> str:
    """Make a VM that is ready, unless it is said otherwise."""
    vm = vm_id(name)
    azure.add_vm(vm, location, **details)  # type: ignore[arg-type] # handed on
    return vm


def calls(azure: Simulator) -> list[str]:
    """List what was asked of Azure, sign-in left out."""
    return [f"{entry['method']} {entry['path']}" for entry in azure.journal() if entry["path"].startswith("/sub")]


def enabled(azure: Simulator) -> list[str]:
    """List the calls that protect a VM."""
    return [call for call in calls(azure) if call.startswith("PUT")]


def test_a_new_vm_is_protected_by_the_rule_for_its_region(remembering: App, azure: Simulator) -> None:
    """From the event on, without anybody's help."""
    (event,) = remembering.run(seen(remembering, new(azure)))
    assert isinstance(event, VmProtected)
    assert (event.request.vault_id, event.request.policy) == (VAULT, "DefaultPolicy")


def test_its_tags_choose_the_policy(remembering: App, azure: Simulator) -> None:
    """Of the vault of its region."""
    (event,) = remembering.run(seen(remembering, new(azure, tags={"backup-policy": "EnhancedPolicy"})))
    assert isinstance(event, VmProtected)
    assert event.request.policy == "EnhancedPolicy"


def test_events_that_come_more_than_once_protect_once(remembering: App, azure: Simulator) -> None:
    """Also when all are taken before any has ended."""
    vm = new(azure)
    following = [message for _ in range(4) for message in remembering.step(seen(remembering, vm))]
    assert [type(message) for message in following] == [ProtectVm]
    remembering.run(*following)
    assert remembering.run(seen(remembering, vm)) == []
    assert len(enabled(azure)) == 1


def test_a_redelivery_goes_on_where_a_crash_has_stopped_it(remembering: App, azure: Simulator) -> None:
    """The record is there, the request was never sent: whoever wrote the record sends it."""
    considered = seen(remembering, new(azure))
    (lost,) = remembering.step(considered)
    (sent,) = remembering.step(considered.again(considered.accepted))
    assert isinstance(lost, ProtectVm)
    assert isinstance(sent, ProtectVm)
    assert sent.request_id == lost.request_id


def test_a_vm_of_the_same_name_is_another_vm(remembering: App, azure: Simulator) -> None:
    """It is protected anew after it was deleted and created."""
    vm = new(azure)
    (first,) = remembering.step(seen(remembering, vm))
    azure.remove_vm(vm)
    new(azure)
    (second,) = remembering.step(seen(remembering, vm))
    assert isinstance(first, ProtectVm)
    assert isinstance(second, ProtectVm)
    assert first.by_rule != second.by_rule


@pytest.mark.parametrize(
    "details",
    [
        {"provisioning_state": "Deleting"},
        {"tags": {"backup": "no"}},
        {"location": "northeurope"},
    ],
)
def test_a_vm_to_be_left_alone_costs_one_call(remembering: App, azure: Simulator, details: dict[str, object]) -> None:
    """And no request, and no event."""
    assert remembering.run(seen(remembering, new(azure, **details))) == []  # type: ignore[arg-type] # handed on
    assert len(calls(azure)) == 1


def test_a_vm_that_is_gone_costs_one_call(remembering: App, azure: Simulator) -> None:
    """Its event came late."""
    assert remembering.run(seen(remembering, vm_id("gone01"))) == []
    assert len(calls(azure)) == 1


def test_a_vm_that_is_protected_already_costs_one_call(remembering: App, azure: Simulator) -> None:
    """Every later write of a VM raises an event."""
    vm = new(azure)
    remembering.run(seen(remembering, vm))
    before = len(calls(azure))
    assert remembering.run(seen(remembering, vm)) == []
    assert len(calls(azure)) == before + 1


def test_a_vm_that_somebody_else_has_protected_is_left_to_him(remembering: App, azure: Simulator) -> None:
    """In whatever vault of the region; the second event knows it."""
    remembering.run(remembering.protect("web01"))
    before = len(calls(azure))
    assert remembering.run(seen(remembering, vm_id("web01"))) == []
    assert len(calls(azure)) == before + 2
    assert remembering.run(seen(remembering, vm_id("web01"))) == []
    assert len(calls(azure)) == before + 3


def test_a_vm_that_is_not_ready_is_looked_at_again(remembering: App, azure: Simulator) -> None:
    """After a minute, then less and less often."""
    vm = new(azure, provisioning_state="Creating", agent="not ready", ready_after=400)
    waiting: list[Message] = [seen(remembering, vm)]
    looks = []
    while not isinstance(waiting[0], ProtectVm):
        azure.advance(waiting[0].delay(remembering.connections.now()))
        looks.append(remembering.connections.now())
        waiting = list(remembering.step(waiting[0]))
    assert [round((later - earlier).total_seconds()) for earlier, later in pairwise(looks)] == [60, 120, 300]


def test_an_agent_that_never_comes_keeps_no_vm_from_protection(remembering: App, azure: Simulator) -> None:
    """Azure protects a VM without it; the first backup will tell."""
    (event,) = remembering.run(seen(remembering, new(azure, agent="not ready")))
    assert isinstance(event, VmProtected)


def test_a_vm_that_does_not_run_is_not_waited_for(remembering: App, azure: Simulator) -> None:
    """It shows no agent."""
    (message,) = remembering.step(seen(remembering, new(azure, agent="absent", power_state="deallocated")))
    assert isinstance(message, ProtectVm)


def test_a_vm_that_is_never_ready_is_told_and_may_come_again(remembering: App, azure: Simulator) -> None:
    """Once it is mended its next event protects it."""
    vm = new(azure, provisioning_state="Failed")
    began = remembering.connections.now()
    (event,) = remembering.run(seen(remembering, vm))
    assert isinstance(event, OperationFailed)
    assert (event.error.code, event.error.field) == ("VmNotReady", "vmId")
    assert timedelta(minutes=50) < event.ended - began <= timedelta(minutes=60)
    azure.remove_vm(vm)
    new(azure)
    assert isinstance(remembering.run(seen(remembering, vm))[0], VmProtected)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"location": "brazilsouth"}, "NoRule"),
        ({"tags": {"backup-vault": "platinum"}}, "UnknownVault"),
        ({"tags": {"backup-policy": "!"}}, "UnknownPolicy"),
    ],
)
def test_what_the_rules_do_not_say_is_told_once(
    remembering: App, azure: Simulator, details: dict[str, object], code: str
) -> None:
    """However many events come."""
    vm = new(azure, **details)  # type: ignore[arg-type] # handed on
    (event,) = remembering.run(*(seen(remembering, vm) for _ in range(3)))
    assert isinstance(event, OperationFailed)
    assert event.error.code == code
    assert event.error.recommendations
    assert event.request.subject == vm


def test_a_rule_to_a_vault_or_policy_that_is_missing_is_told(remembering: App, azure: Simulator) -> None:
    """By the protection that it leads to."""
    (event,) = remembering.run(seen(remembering, new(azure, tags={"backup-policy": "NoSuchPolicy"})))
    assert isinstance(event, OperationFailed)
    assert event.error.field == "policy"


def test_a_protection_that_has_failed_is_tried_again_at_the_next_event(remembering: App, azure: Simulator) -> None:
    """The tag is corrected; the second try has an id of its own, so that its event is no repeat."""
    vm = new(azure, tags={"backup-policy": "NoSuchPolicy"})
    (failed,) = remembering.run(seen(remembering, vm))
    assert isinstance(failed, OperationFailed)
    assert "BACKUP_RULES" in failed.error.recommendations[0]
    azure.set_tags(vm, {})
    (event,) = remembering.run(seen(remembering, vm))
    assert isinstance(event, VmProtected)
    assert event.request.request_id != failed.request.request_id


def test_a_refusal_is_told_and_the_next_event_begins_anew(remembering: App, azure: Simulator) -> None:
    """The record is taken back."""
    vm = new(azure)
    azure.fault(on="POST */backupStatus", answer=403)
    (event,) = remembering.run(seen(remembering, vm))
    assert isinstance(event, OperationFailed)
    assert isinstance(remembering.run(seen(remembering, vm))[0], VmProtected)


def test_no_part_of_an_event_but_the_vms_id_is_kept(remembering: App) -> None:
    """Claims are personal data."""
    text = (
        b'{"eventType": "Microsoft.Resources.ResourceWriteSuccess", "subject": "%s", "data":'
        b' {"operationName": "Microsoft.Compute/virtualMachines/write", "claims": {"name": "Ada Lovelace"}}}'
    )
    (message,) = hear(text % vm_id("web01").encode(), remembering.connections)
    assert b"web01" in message.to_json()
    assert b"Ada" not in message.to_json()
