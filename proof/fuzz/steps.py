"""Whole steps as readers: what is read is a list of Azure's answers, and the end must be messages."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec

from backup_fleet.start import start_fleet
from cancel_job.start import start_cancellation
from change_protection.start import start_change
from docs.contracts.examples import BACK_UP, JOB, POINT, REQUEST_ID, REQUESTS, REVOKE, VM
from poll_operation.poll import poll
from poll_operation.stages import FIRST, NEXT
from prepare_vault.start import start_vault
from proof.fuzz.answered import NOW, VAULT, Answered, Given
from proof.fuzz.rules import hold, sendable
from protect_vm.consider import consider
from protect_vm.start import start_protection
from report.answer import answered
from restore_files.start import start_mount, start_revocation
from restore_vm.start import start_restore
from shared.connections import Connections
from shared.forms import decoded
from shared.messages import Message, Request
from shared.recovery_services import job
from shared.requests import (
    AnyRequest,
    BackupFleet,
    CancelJob,
    ChangeProtection,
    ConsiderVm,
    PrepareVault,
    ProtectVm,
    RestoreFiles,
    RestoreVm,
    RevokeFiles,
    TriggerBackup,
)
from shared.step import Taken, followed
from shared.tracker import OperationTracker, Stage
from trigger_backup.start import start_backup

type Step = Callable[[Any, Connections], Sequence[Message]]

STARTS: dict[type[Request], Step] = {
    PrepareVault: start_vault,
    ConsiderVm: consider,
    ProtectVm: start_protection,
    ChangeProtection: start_change,
    TriggerBackup: start_backup,
    BackupFleet: start_fleet,
    RestoreVm: start_restore,
    CancelJob: start_cancellation,
    RestoreFiles: start_mount,
    RevokeFiles: start_revocation,
}
EXAMPLES: dict[type[Request], Any] = {
    **{type(request): request for request in REQUESTS},
    ConsiderVm: ConsiderVm(vm_id=VM, request_id=REQUEST_ID, accepted=NOW),
}


JOBS = (Stage.BACKING_UP, Stage.RESTORING)


def request_of(stage: Stage) -> AnyRequest:
    """Return an example of the requests that the stage is reached from, by the tables of the state machine."""
    for kind, follows in FIRST.items():
        if stage in _reached(follows):
            request: AnyRequest = _now(EXAMPLES[kind])
            return request
    raise LookupError(f"no request leads to {stage}")


def tracker_of(stage: Stage) -> OperationTracker:
    """Return a tracker of the stage, an hour old."""
    request = request_of(stage)
    undo = REVOKE if isinstance(request, RestoreFiles) else None
    return OperationTracker(
        request=request,
        stage=stage,
        tracking_uri=job(VAULT, JOB) if stage in JOBS else "https://management.azure.com/operations/1",
        started=NOW - timedelta(hours=1),
        deadline=NOW + timedelta(hours=1),
        job_id=JOB,
        recovery_point=POINT,
        undo=undo,
    )


def started(kind: type[Request]) -> Callable[[bytes], None]:
    """Return the reader of the answers that a request of that kind meets; as if it was delivered a second time, too."""
    again = msgspec.structs.replace(_now(EXAMPLES[kind]), attempt=1, begun=True)
    return _reader(STARTS[kind], _now(EXAMPLES[kind]), again)


def polled(stage: Stage) -> Callable[[bytes], None]:
    """Return the reader of the answers that a look at that stage meets."""
    return _reader(poll, tracker_of(stage))


def run(step: Step, work: Taken, azure: Connections) -> None:
    """Run a step as the app does: it ends in messages, and never in an exception."""
    sendable(followed(step, work, azure), azure.settings, NOW)


def reported(text: bytes) -> None:
    """Look at all vaults for the report: JSON and a page, whatever Azure shows; what it does not show is named."""
    for form in ("json", "html"):
        answer = answered(form, "", Answered(_answers(text)))
        hold(rule="the report is an answer", holds=answer.status_code == HTTPStatus.OK, found=answer.status_code)


def _reader(step: Step, *works: Taken) -> Callable[[bytes], None]:
    def feed(text: bytes) -> None:
        for work in works:
            run(step, work, Answered(_answers(text)))

    return feed


def _answers(text: bytes) -> list[Given]:
    try:
        return decoded(text, list[Given])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []


def _now[R: Request](request: R) -> R:
    return msgspec.structs.replace(request, accepted=NOW)


def _reached(follows: Sequence[object], seen: frozenset[object] = frozenset()) -> Iterator[object]:
    for one in follows:
        yield one
        if isinstance(one, Stage) and one not in seen:
            yield from _reached(NEXT[one].leads_to, seen | {one})


# The steps that read records: claims, ends, places, plans, notes of ends, owners of sessions.
REMEMBERING: tuple[tuple[Step, Taken], ...] = (
    (start_backup, msgspec.structs.replace(_now(BACK_UP), fleet=REQUEST_ID)),
    *((STARTS[kind], _now(EXAMPLES[kind])) for kind in (TriggerBackup, BackupFleet, RestoreFiles, RevokeFiles)),
    (poll, tracker_of(Stage.BACKING_UP_FLEET)),
)
