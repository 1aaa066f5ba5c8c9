"""How the backups of a fleet have ended: each end is noted once, beside the fleet's plan.

A fleet's folder of records: `plan`, written before the first backup is asked for; `followed`, written when the last
one has been; and `ends/<requestId>`, one for each backup that has ended.
"""

import re
from uuid import UUID, uuid5

from shared.arm_ids import VmId
from shared.connections import Connections
from shared.events import BackupCompleted, OperationFailed, Outcome
from shared.jobs import RUNNING_ALREADY

LONGEST_REASON = 200


def folder(fleet: UUID) -> str:
    """Return where a fleet's records are."""
    return f"fleets/{fleet}/"


def ends(fleet: UUID) -> str:
    """Return where the ends of a fleet's backups are."""
    return f"{folder(fleet)}ends/"


def member_id(fleet: UUID, vm_id: VmId) -> UUID:
    """Return the requestId of a VM's backup: the same whenever the same fleet is asked for."""
    return uuid5(fleet, vm_id.casefold())


def note(fleet: UUID, outcome: Outcome, azure: Connections) -> None:
    """Note the end of a fleet's backup."""
    notes = {"end": _end(outcome), "job": outcome.job_id or ""}
    if isinstance(outcome, OperationFailed):
        # A note travels in a header.
        notes["reason"] = re.sub(r"[^!-~]", "?", outcome.error.code)[:LONGEST_REASON]
    azure.records.write(f"{ends(fleet)}{outcome.request.request_id}", outcome.to_json(), notes)


def _end(outcome: Outcome) -> str:
    match outcome:
        case BackupCompleted():
            return "warned" if outcome.warnings else "completed"
        case OperationFailed(error=problem) if problem.code in RUNNING_ALREADY:
            return "skipped"
        case _:
            return "failed"
