"""How the backups of a fleet have ended: each end is noted once, beside the fleet's plan.

A fleet's folder of records: `plan`, written before the first backup is asked for; `followed`, written when the last
one has been; and `ends/<requestId>`, one for each backup that has ended.
"""

from uuid import UUID, uuid5

from shared.arm_ids import VmId
from shared.events import BackupCompleted, OperationFailed, Outcome, RequestRejected
from shared.jobs import RUNNING_ALREADY


def folder(fleet: UUID) -> str:
    """Return where a fleet's records are."""
    return f"fleets/{fleet}/"


def ends(fleet: UUID) -> str:
    """Return where the ends of a fleet's backups are."""
    return f"{folder(fleet)}ends/"


def member_id(fleet: UUID, vm_id: VmId) -> UUID:
    """Return the requestId of a VM's backup: the same whenever the same fleet is asked for."""
    return uuid5(fleet, vm_id.casefold())


def notes(end: Outcome | RequestRejected) -> dict[str, str]:
    """Return what is noted beside an end: what the summary needs."""
    match end:
        case RequestRejected():
            return {"end": "failed", "job": "", "reason": f"{end.field} {end.problem}"}
        case OperationFailed():
            return {"end": _end(end), "job": end.job_id or "", "reason": end.error.code}
        case _:
            return {"end": _end(end), "job": end.job_id or ""}


def _end(outcome: Outcome) -> str:
    match outcome:
        case BackupCompleted():
            return "warned" if outcome.warnings else "completed"
        case OperationFailed(error=problem) if problem.code in RUNNING_ALREADY:
            return "skipped"
        case _:
            return "failed"
