"""From the request to Azure's operation, by way of Azure's own check of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from restore_vm.body import restore_body, validation_body
from shared import recovery_services as rs
from shared.answers import BUSY, Refused, Unavailable
from shared.claims import once
from shared.connections import Connections
from shared.events import RestoreValidated
from shared.forms import converted
from shared.jobs import adopted, begun_before
from shared.malformed import Malformed
from shared.messages import Message
from shared.problem import Detail
from shared.recovery_points import chosen_point
from shared.remedies import REMEDIES
from shared.requests import RestoreVm
from shared.tracker import OperationTracker, RecoveryPoint, Stage
from shared.tracking import track

MOST_FINDINGS = 8  # an event must fit into a queue message
UNTOLD = "Send it with dryRun, and Azure's validation says what is in its way."
RUNNING_ALREADY = {"UserErrorRestoreOperationInProgress"}


class _Result(msgspec.Struct):
    code: str | None = None
    message: str | None = None
    recommendations: tuple[str, ...] | None = None


class _Response(msgspec.Struct, rename="camel"):
    validation_results: tuple[_Result, ...] | None = None


class _Validation(msgspec.Struct, rename="camel"):
    validate_operation_response: _Response | None = None


class _Vault(msgspec.Struct):
    location: str


@once
def start_restore(request: RestoreVm, azure: Connections) -> Sequence[Message]:
    """Restore the wanted recovery point, or only ask Azure whether it could be; raise Refused with its findings."""
    if request.cross_region:
        raise Malformed("crossRegion", "is not supported yet")
    # Before anything is chosen: `latest` may mean another point by now than when the job was started.
    if not request.dry_run and (begun := begun_before(request, Stage.RESTORING, azure)):
        return begun
    point, _ = chosen_point(request, azure)
    vault = converted(azure.arm.get(rs.vault(request.vault_id), request.request_id).body, _Vault)
    body = restore_body(request, point.name, vault.location)
    if request.dry_run:
        return [_validated(request, point, body, azure)]
    try:
        if azure.settings.validate_restores:
            _check(_findings(request, point, body, azure))
        return [_started(request, point, body, azure)]
    except Refused as refused:
        if refused.code not in RUNNING_ALREADY:
            raise
        return [adopted(request, refused, Stage.RESTORING, azure)]


def _check(findings: tuple[Detail, ...]) -> None:
    """Raise what Azure's findings mean: that it is busy, or a refusal that costs seconds and not an hour."""
    if not findings:
        return
    first = findings[0]
    if first.code in BUSY:
        raise Unavailable(f"{first.code}: {first.message}")
    raise Refused(first.code, first.message, remedy=" ".join(first.recommendations) or None)


def _started(request: RestoreVm, point: RecoveryPoint, body: dict[str, Any], azure: Connections) -> OperationTracker:
    url = rs.restore(request.vault_id, rs.item_name(request.vm_id), point.name)
    try:
        answer = azure.arm.post(url, request.request_id, body)
    except Refused as refused:
        if refused.code not in REMEDIES:
            refused.remedy = UNTOLD
        raise
    return msgspec.structs.replace(track(request, Stage.STARTING_RESTORE, answer, azure), recovery_point=point)


def _findings(request: RestoreVm, point: RecoveryPoint, body: dict[str, Any], azure: Connections) -> tuple[Detail, ...]:
    point_id = rs.recovery_point_id(request.vault_id, rs.item_name(request.vm_id), point.name)
    answer = azure.arm.post(
        rs.validate_operation(request.vault_id), request.request_id, validation_body(body, point_id)
    )
    response = converted(answer.body, _Validation).validate_operation_response
    results = response.validation_results if response else None
    return tuple(
        Detail(found.code or "", message=found.message or "", recommendations=found.recommendations or ())
        for found in (results or ())[:MOST_FINDINGS]
    )


def _validated(request: RestoreVm, point: RecoveryPoint, body: dict[str, Any], azure: Connections) -> RestoreValidated:
    findings = _findings(request, point, body, azure)
    return RestoreValidated(
        request=request, recovery_point=point, findings=findings, started=request.accepted, ended=azure.now()
    )
