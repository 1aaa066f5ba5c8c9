"""What follows when all backups of a fleet have ended, or their time is over: one summary."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from backup_fleet.plan import Plan
from shared.answers import Refused
from shared.connections import Connections
from shared.event_parts import Member
from shared.events import FleetBackedUp
from shared.fleets import ends, folder, member_id
from shared.forms import decoded
from shared.messages import Message
from shared.operation_status import Running, Succeeded
from shared.requests import BackupFleet
from shared.tracker import OperationTracker

MOST_NAMED = 30
UNFINISHED = {"end": "unfinished", "reason": "no end was told in time"}


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """How each VM of the fleet fared."""

    completed: tuple[Member, ...]
    warned: tuple[Member, ...]
    failed: tuple[Member, ...]
    unfinished: tuple[Member, ...]
    skipped: tuple[Member, ...]


def members_ended(tracker: OperationTracker, azure: Connections) -> Running | Succeeded:
    """Tell whether every backup of the fleet has ended, or its time is over; one call lists thousands of ends."""
    request = tracker.asked(BackupFleet)
    azure.records.create(f"{folder(request.request_id)}followed", b"")
    planned, ended = _plan(request, azure), azure.records.notes(ends(request.request_id))
    if len(ended) >= len(planned.vms) or azure.now() >= tracker.deadline:
        return Succeeded()
    return Running(percent=round(100 * len(ended) / len(planned.vms), 1))


def fleet_backed_up(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell how the backups of the fleet have ended."""
    request = tracker.asked(BackupFleet)
    notes = azure.records.notes(ends(request.request_id))
    report = _report(request, _plan(request, azure), notes)
    details = f"{folder(request.request_id)}report"
    azure.records.write(details, msgspec.json.encode(report), {})
    begun = sum(bool(note.get("job")) for note in notes.values())
    return [_summary(tracker, report, begun, azure.records.url(details), azure.now())]


def _summary(tracker: OperationTracker, report: Report, begun: int, details: str, now: datetime) -> FleetBackedUp:
    return FleetBackedUp(
        request=tracker.asked(BackupFleet),
        started=tracker.started,
        ended=now,
        started_backups=begun,
        completed=len(report.completed),
        with_warnings=len(report.warned),
        failed=len(report.failed),
        unfinished=len(report.unfinished),
        skipped=len(report.skipped),
        warned_vms=report.warned[:MOST_NAMED],
        failed_vms=(report.failed + report.unfinished)[:MOST_NAMED],
        skipped_vms=report.skipped[:MOST_NAMED],
        details=details,
    )


def _report(request: BackupFleet, planned: Plan, notes: Mapping[str, Mapping[str, str]]) -> Report:
    members = list(_members(request, planned, notes))

    def those(end: str) -> tuple[Member, ...]:
        return tuple(member for kind, member in members if kind == end)

    left_out = tuple(Member(vm_id, reason) for vm_id, reason in planned.skipped.items())
    skipped = left_out + those("skipped")
    return Report(those("completed"), those("warned"), those("failed"), those("unfinished"), skipped)


def _members(
    request: BackupFleet, planned: Plan, notes: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Member]]:
    for vm_id in planned.vms:
        request_id = member_id(request.request_id, vm_id)
        note = notes.get(str(request_id), UNFINISHED)
        end = note.get("end", "")
        known = end if end in Report.__struct_fields__ else "unfinished"
        yield known, Member(vm_id, note.get("reason", known), request_id)


def _plan(request: BackupFleet, azure: Connections) -> Plan:
    kept = azure.records.read(f"{folder(request.request_id)}plan")
    if not kept:
        raise Refused(
            "FleetPlanLost",
            "The record of the fleet's plan is gone: nobody can tell any more whose backups it asked for.",
            remedy="The backups go on, and each ends in its own event. Keep what is in RECORDS_CONTAINER for a month.",
        )
    return decoded(kept.content, Plan)
