"""How the backups of a fleet have ended: each end is noted once, beside the fleet's plan.

A fleet's folder of records: `plan`, written before the first backup is asked for; `followed`, written when the last
one has been; and `ends/<requestId>`, one for each backup that has ended.
"""

import re
from collections.abc import Sequence
from uuid import UUID, uuid5

from shared.arm_ids import VmId
from shared.connections import Connections
from shared.events import BackupCompleted, OperationFailed, Outcome
from shared.messages import Message
from shared.requests import TriggerBackup

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


def note_ends(following: Sequence[Message], azure: Connections) -> None:
    """Note the end of every backup that is a fleet's, before its event is sent: a crash in between repeats both."""
    for message in following:
        if isinstance(message, Outcome) and isinstance(message.request, TriggerBackup) and message.request.fleet:
            _note(message.request.fleet, message, azure)


def _note(fleet: UUID, outcome: Outcome, azure: Connections) -> None:
    notes = {"end": _end(outcome), "job": outcome.job_id or ""}
    if isinstance(outcome, OperationFailed):
        # A note travels in a header.
        notes["reason"] = re.sub(r"[^!-~]", "?", outcome.error.code)[:LONGEST_REASON]
    azure.records.write(f"{ends(fleet)}{outcome.request.request_id}", outcome.to_json(), notes)


def _end(outcome: Outcome) -> str:
    if isinstance(outcome, BackupCompleted):
        return "warned" if outcome.warnings else "completed"
    return "failed"
