import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from local_stack.simulator import Simulator
from shared.cloud_event import Event
from shared.events import BackupCompleted, FleetBackedUp, OperationFailed
from shared.messages import Message
from shared.requests import BackupFleet, TriggerBackup
from shared.tracker import OperationTracker, Stage
from tests.running import VAULT, App, vm_id

AGENT_GONE = {"errorCode": 400196, "errorTitle": "UserErrorGuestAgentStatusUnavailable", "errorString": "No agent."}


def fleet(app: App, **fields: Any) -> BackupFleet:  # noqa: ANN401 - whatever the request has
    return BackupFleet(vault_id=VAULT, request_id=uuid4(), accepted=app.connections.now(), **fields)


def members(messages: list[Message]) -> list[TriggerBackup]:
    return [message for message in messages if isinstance(message, TriggerBackup)]


def summary(events: list[Event]) -> FleetBackedUp:
    (event,) = [event for event in events if isinstance(event, FleetBackedUp)]
    return event


def started(azure: Simulator) -> Counter[str]:
    """Count the backups that were started, by VM."""
    return Counter(
        entry["path"].split(";")[-1].split("/")[0]
        for entry in azure.journal()
        if entry["path"].endswith("/backup") and entry["status"] == 202
    )


def test_every_protected_vm_is_backed_up_once(remembering: App, azure: Simulator) -> None:
    """All pages of the list; each has its own event, and the fleet has one."""
    vms = azure.add_protected(7)
    events = remembering.run(fleet(remembering))
    assert Counter(type(event) for event in events) == {BackupCompleted: 7, FleetBackedUp: 1}
    assert sorted(started(azure).values()) == [1] * 7
    event = summary(events)
    assert (event.started_backups, event.completed, event.failed, event.skipped) == (7, 7, 0, 0)
    told = {event.request.vm_id for event in events if isinstance(event, BackupCompleted)}
    assert told == set(vms)


def test_the_summary_is_the_last_event_and_names_who_did_not_fare_well(remembering: App, azure: Simulator) -> None:
    """Completed, with warnings, failed, skipped; all of them in the blob that it names."""
    good, warned, failing, gone = azure.add_protected(4)
    (stopped,) = azure.add_protected(1, prefix="old", state="ProtectionStopped")
    azure.outcome(
        operation="Backup", vm=warned.split("/")[-1], status="CompletedWithWarnings", errorDetails=[AGENT_GONE]
    )
    azure.outcome(operation="Backup", vm=failing.split("/")[-1], status="Failed", errorDetails=[AGENT_GONE])
    azure.fault(on=f"POST *{gone.split('/')[-1]}/backup", answer=403)
    events = remembering.run(fleet(remembering))
    event = summary(events)
    assert events[-1] is event
    assert (event.started_backups, event.completed, event.with_warnings, event.failed) == (3, 1, 1, 2)
    assert [member.vm_id for member in event.warned_vms] == [warned]
    assert {member.vm_id for member in event.failed_vms} == {failing, gone}
    assert [(member.vm_id, member.reason) for member in event.skipped_vms] == [(stopped, "its protection is stopped")]
    ids = {event.request.request_id for event in events if isinstance(event, OperationFailed)}
    assert {member.request_id for member in event.failed_vms} == ids
    kept = remembering.connections.records.read(event.details.partition("records-")[2].partition("/")[2])
    assert kept
    report = json.loads(kept.content)
    assert [member["vmId"] for member in report["completed"]] == [good]


@pytest.mark.parametrize(
    ("state", "reason"),
    [("ProtectionStopped", "its protection is stopped"), ("SoftDeleted", "its protection is deleted")],
)
def test_who_is_not_protected_is_left_out(remembering: App, azure: Simulator, state: str, reason: str) -> None:
    """With the reason."""
    azure.add_protected(1, state=state)
    event = summary(remembering.run(fleet(remembering)))
    assert (event.started_backups, event.skipped) == (0, 1)
    assert event.skipped_vms[0].reason == reason


def test_a_tag_leaves_a_vm_out(remembering: App, azure: Simulator) -> None:
    """The same tag as for protection."""
    kept, left = azure.add_protected(2)
    azure.set_tags(left, {"Backup": "No"})
    event = summary(remembering.run(fleet(remembering)))
    assert event.completed == 1
    assert [(member.vm_id, member.reason) for member in event.skipped_vms] == [(left, "its tag backup says no")]
    assert started(azure).keys() == {kept.split("/")[-1]}


def test_a_vm_whose_backup_is_running_is_left_out(remembering: App, azure: Simulator) -> None:
    """Azure would refuse a second one."""
    busy, _ = azure.add_protected(2)
    remembering.step(remembering.back_up(busy.split("/")[-1], vm_id=busy))
    azure.advance(60)
    event = summary(remembering.run(fleet(remembering)))
    assert event.completed == 1
    assert event.skipped_vms[0].vm_id == busy
    assert "backs it up already" in event.skipped_vms[0].reason


def test_a_tag_chooses_who_is_backed_up(remembering: App, azure: Simulator) -> None:
    """The others are not even mentioned."""
    chosen, _, _ = azure.add_protected(3)
    azure.set_tags(chosen, {"Tier": "gold"})
    event = summary(remembering.run(fleet(remembering, tag={"tier": "gold"})))
    assert (event.completed, event.skipped) == (1, 0)
    assert started(azure).keys() == {chosen.split("/")[-1]}


def test_a_list_chooses_who_is_backed_up(remembering: App, azure: Simulator) -> None:
    """In whatever case; one that the vault does not protect is told."""
    chosen, _ = azure.add_protected(2)
    event = summary(remembering.run(fleet(remembering, vms=[chosen.upper(), vm_id("app01")])))
    assert (event.completed, event.skipped) == (1, 1)
    assert event.skipped_vms[0].reason == "the vault does not protect it"


def test_an_empty_fleet_is_told(remembering: App) -> None:
    """Nothing to do is an end, too."""
    event = summary(remembering.run(fleet(remembering)))
    assert (event.started_backups, event.completed, event.skipped) == (0, 0, 0)


def test_the_backups_are_spread_over_the_window(remembering: App, azure: Simulator) -> None:
    """The request's own, or that of the settings."""
    azure.add_protected(6)
    for request, longest in [(fleet(remembering), 3600), (fleet(remembering, window_minutes=10.0), 600)]:
        turns = [member.delay(remembering.connections.now()) for member in members(list(remembering.step(request)))]
        shares = [int(turn * 6 / (longest + 1)) for turn in turns]
        assert shares == list(range(6))


def test_the_same_fleet_again_adds_nothing(remembering: App, azure: Simulator) -> None:
    """While it runs, and after its end."""
    azure.add_protected(3)
    request = fleet(remembering)
    first = list(remembering.step(request))
    (tracker,) = [message for message in first if isinstance(message, OperationTracker)]
    remembering.step(tracker)
    assert remembering.step(request) == []
    remembering.run(*first)
    assert remembering.step(request) == []
    assert sorted(started(azure).values()) == [1, 1, 1]


def test_a_plan_that_is_followed_is_not_asked_for_again(remembering: App, azure: Simulator) -> None:
    """Its tracker has looked once: all have been sent."""
    azure.add_protected(3)
    request = fleet(remembering)
    first = list(remembering.step(request))
    remembering.step(first[-1])
    assert remembering.step(request.again(request.accepted)) == []
    summary(remembering.run(*first))
    assert sorted(started(azure).values()) == [1, 1, 1]


def test_who_is_backed_up_by_somebody_else_by_then_is_left_out(remembering: App, azure: Simulator) -> None:
    """It is no failure: the VM has its backup."""
    (busy,) = azure.add_protected(1)
    first = list(remembering.step(fleet(remembering)))
    remembering.step(remembering.back_up(vm_id=busy))
    azure.advance(60)
    event = summary(remembering.run(*first))
    assert (event.failed, event.skipped) == (0, 1)
    assert event.skipped_vms[0].reason == "UserErrorBackupOperationInProgress"


def test_a_listed_vm_without_the_tag_is_told(remembering: App, azure: Simulator) -> None:
    """It was asked for."""
    (vm,) = azure.add_protected(1)
    event = summary(remembering.run(fleet(remembering, vms=[vm], tag={"tier": "gold"})))
    assert [(member.vm_id, member.reason) for member in event.skipped_vms] == [(vm, "it does not have the tag")]


def test_a_crash_while_the_backups_are_asked_for_forgets_none(remembering: App, azure: Simulator) -> None:
    """The plan stays as it was made; who is asked for twice is backed up once."""
    azure.add_protected(4)
    request = fleet(remembering)
    sent = members(list(remembering.step(request)))[:2]
    azure.advance(600)
    events = remembering.run(*sent, *remembering.step(request.again(request.accepted)))
    event = summary(events)
    assert (event.completed, event.failed, event.skipped) == (4, 0, 0)
    assert sorted(started(azure).values()) == [1] * 4


def test_a_backup_that_never_ends_is_told_as_unfinished(remembering: App, azure: Simulator) -> None:
    """When the fleet's time is over."""
    azure.add_protected(2)
    first = list(remembering.step(fleet(remembering)))
    lost, kept = members(first)
    (tracker,) = [message for message in first if isinstance(message, OperationTracker)]
    event = summary(remembering.run(kept, tracker))
    assert event.completed == 1
    assert [member.vm_id for member in event.failed_vms] == [lost.vm_id]
    assert event.ended - event.started > timedelta(hours=24)


def test_the_fleet_tells_how_far_it_is(remembering: App, azure: Simulator) -> None:
    """For who looks at the log."""
    azure.add_protected(2)
    first = list(remembering.step(fleet(remembering, window_minutes=0.0)))
    (tracker,) = [message for message in first if isinstance(message, OperationTracker)]
    assert tracker.stage == Stage.BACKING_UP_FLEET
    remembering.run(members(first)[0])
    (again,) = remembering.step(tracker)
    assert isinstance(again, OperationTracker)
    assert again.percent == 50.0


def test_a_vault_that_is_missing_fails_with_what_to_do(remembering: App) -> None:
    """Before anything is planned."""
    request = fleet(remembering)
    missing = BackupFleet(vault_id=VAULT + "2", request_id=request.request_id, accepted=request.accepted)
    (event,) = remembering.run(missing)
    assert isinstance(event, OperationFailed)
    assert event.error.field == "vaultId"


def test_a_fleet_whose_plan_is_gone_does_not_end_in_a_summary_of_nothing(remembering: App, azure: Simulator) -> None:
    """Somebody has deleted the records; whoever alerts on failures must hear of it."""
    azure.add_protected(2)
    request = fleet(remembering)
    *_, tracker = remembering.step(request)
    remembering.connections.records.delete(f"fleets/{request.request_id}/plan")
    (event,) = remembering.run(tracker)
    assert isinstance(event, OperationFailed)
    assert event.error.code == "FleetPlanLost"
    assert event.error.recommendations
