"""Fills the read model anew, from what Azure and the records still know of the last days.

From the jobs of the configured vaults, whose activityId is the requestId (those that a policy has started are shown as
well: nobody can tell them apart), and from the ends on record. What has left neither is not found again. It costs the
lists of jobs and items of each vault, a call for each end that no job tells of, and one for each row.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import msgspec

from shared import recovery_services as rs
from shared.arm_ids import VaultId, is_vm
from shared.board import Entry, entry_of
from shared.cloud_event import NAMESPACE
from shared.connections import Connections
from shared.forms import decoded
from shared.messages import Instant, Request
from shared.protected_items import protected_items
from shared.read_model import SIDE_BY_SIDE, switched_on
from shared.records import Seen
from shared.requests import ProtectVm, RestoreVm, TriggerBackup
from shared.sdk_errors import remedied
from shared.seen_requests import Look, Sight, end, stage
from shared.tracker import Stage

ENDS = "requests/"
FAILED = {"Failed", "Cancelled"}


class Shown(NamedTuple):
    """What a job is shown as: the kind of its request, the stage while it runs, the event when it is over."""

    kind: type[Request]
    stage: Stage
    event: str


OPERATIONS = {
    "Backup": Shown(TriggerBackup, Stage.BACKING_UP, "BackupCompleted"),
    "Restore": Shown(RestoreVm, Stage.RESTORING, "VmRestored"),
    "ConfigureBackup": Shown(ProtectVm, Stage.PROTECTING, "VmProtected"),
}


class _Request(msgspec.Struct, rename="camel"):
    type: str
    accepted: Instant
    vm_id: str | None = None
    vault_id: str | None = None


class _Error(msgspec.Struct):
    code: str


class _Data(msgspec.Struct, rename="camel"):
    request: _Request | None = None
    error: _Error | None = None
    job_id: str | None = None


class _Event(msgspec.Struct):
    type: str
    time: Instant
    data: _Data


def refill(azure: Connections, days: int = 7) -> int:
    """Write what is known of the last days into the tables; return how many rows. Raise Refused or Unavailable."""
    switched_on(azure)
    since = azure.now() - timedelta(days=days)
    jobs = [row for vault in azure.settings.rules.vaults for row in _jobs(vault, since, azure)]
    known = {row.columns["jobId"] for row in jobs if "jobId" in row.columns}
    rows = [*jobs, *_ends(known, since, azure)]
    with remedied("Table Storage"), ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(lambda row: azure.request_table.write([row], azure.now()), rows))
    return len({(row.day, row.key) for row in rows})


def _jobs(vault: VaultId, since: datetime, azure: Connections) -> Iterator[Sight]:
    request_id, now = uuid4(), azure.now()
    ids = (item.vm_id for item in protected_items(vault, request_id, azure))
    vms = {rs.item_name(vm_id).casefold(): vm_id for vm_id in ids if is_vm(vm_id)}
    for body in azure.arm.entries(rs.jobs(vault, None, since, now + timedelta(days=1)), request_id):
        entry = entry_of(body)
        if entry and entry.operation in OPERATIONS:
            yield _of_job(entry, OPERATIONS[entry.operation], {"vmId": vms.get(entry.item), "vaultId": vault}, now)


def _of_job(entry: Entry, shown: Shown, about: dict[str, str | None], now: datetime) -> Sight:
    said = about | {"kind": shown.kind.__name__, "accepted": entry.started.isoformat()}
    if entry.running:
        columns = stage(shown.stage, Look(seen=now, started=entry.started, job_id=entry.job_id))
    else:
        outcome = "OperationFailed" if entry.status in FAILED else shown.event
        ended = entry.ended or now
        columns = end(outcome, ended, job_id=entry.job_id, seen=min(ended, now))
        columns |= stage(shown.stage, Look(seen=entry.started, started=entry.started, job_id=entry.job_id))
    key = f"{entry.activity_id}_{shown.kind.QUEUE}"
    return Sight(entry.started.date(), key, {name: text for name, text in said.items() if text} | columns)


def _ends(known: set[str], since: datetime, azure: Connections) -> Iterator[Sight]:
    """Yield the ends on record, but for those of jobs that are known."""
    for name, notes in azure.records.notes(ENDS).items():
        queue, _, rest = name.partition("/")
        request_id, _, kind = rest.partition("/")
        if kind == "end" and notes.get("job") not in known:
            yield from _recorded(f"{request_id}_{queue}", azure.records.read(f"{ENDS}{name}"), since)


def _recorded(key: str, seen: Seen | None, since: datetime) -> Iterable[Sight]:
    try:
        event = decoded(seen.content, _Event) if seen else None
    except msgspec.DecodeError:
        return []
    if not event or event.time < since:
        return []
    asked, error = event.data.request, event.data.error
    about = {"kind": asked.type, "vmId": asked.vm_id, "vaultId": asked.vault_id} if asked else {}
    accepted = asked.accepted if asked else event.time
    said = about | {"accepted": accepted.isoformat()}
    outcome = event.type.removeprefix(f"{NAMESPACE}.")
    columns = end(outcome, event.time, error.code if error else None, event.data.job_id, event.time)
    return [Sight(accepted.date(), key, {name: text for name, text in said.items() if text} | columns)]
