"""From the request to a plan, and from the plan to one request for each VM, each at its turn."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from backup_fleet.plan import Fleet, Plan, offsets, plan
from shared.arm_ids import subscription_of
from shared.claims import once
from shared.connections import Connections
from shared.fleets import folder, member_id
from shared.forms import decoded
from shared.jobs import running_backups
from shared.messages import Message
from shared.pace import room
from shared.protected_items import ProtectedItem, protected_items
from shared.requests import BackupFleet, TriggerBackup
from shared.tracker import OperationTracker, Stage
from shared.virtual_machines import vms_of


@once
def start_fleet(request: BackupFleet, azure: Connections) -> Sequence[Message]:
    """Plan the fleet's backups and ask for each of them; a try that was stopped in the middle asks again for all."""
    made = _kept_plan(request, azure)
    if made:
        followed = azure.records.read(f"{folder(request.request_id)}followed")
        return [] if followed else _asked(request, made, azure)
    made = plan(request, _fleet(request, azure), azure.settings.rules.tags)
    azure.records.create(_plan_of(request), msgspec.json.encode(made))
    return _asked(request, _kept_plan(request, azure) or made, azure)


def _kept_plan(request: BackupFleet, azure: Connections) -> Plan | None:
    kept = azure.records.read(_plan_of(request))
    return decoded(kept.content, Plan) if kept else None


def _asked(request: BackupFleet, made: Plan, azure: Connections) -> Sequence[Message]:
    """Return the requests for the VMs, and last what follows them: its first look tells that all have been sent."""
    now = azure.now()
    turns = [now + timedelta(seconds=offset) for offset in _offsets(request, made, azure)]
    members = [
        TriggerBackup(
            vm_id=vm_id,
            vault_id=request.vault_id,
            request_id=member_id(request.request_id, vm_id),
            accepted=now,
            chosen_id=True,
            due=turn,
            fleet=request.request_id,
        )
        for vm_id, turn in zip(made.vms, turns, strict=True)
    ]
    return [*members, _tracker(request, max(turns, default=now), azure)]


def _tracker(request: BackupFleet, last_turn: datetime, azure: Connections) -> OperationTracker:
    limits = azure.settings.operation_deadline_seconds + azure.settings.job_deadline_seconds
    return OperationTracker(
        request=request,
        stage=Stage.BACKING_UP_FLEET,
        tracking_uri=folder(request.request_id),
        started=request.accepted,
        deadline=last_turn + timedelta(seconds=limits),
    )


def _offsets(request: BackupFleet, made: Plan, azure: Connections) -> list[float]:
    settings = azure.settings
    minutes = settings.backup_window_minutes if request.window_minutes is None else request.window_minutes
    return offsets(len(made.vms), minutes * 60, room(settings.backups_per_minute).per_minute)


def _fleet(request: BackupFleet, azure: Connections) -> Fleet:
    items = tuple(protected_items(request.vault_id, request.request_id, azure))
    return Fleet(items, dict(_tags(request, items, azure)), running_backups(request, azure))


def _tags(
    request: BackupFleet, items: Sequence[ProtectedItem], azure: Connections
) -> Iterator[tuple[str, dict[str, str]]]:
    """List the tags of all VMs of the subscriptions that the vault protects VMs of: a call for a page, not for a VM."""
    for subscription in {subscription_of(item.vm_id) for item in items}:
        for vm in vms_of(subscription, request.request_id, azure):
            yield vm.id.casefold(), vm.tags or {}


def _plan_of(request: BackupFleet) -> str:
    return f"{folder(request.request_id)}plan"
