"""From the request to Azure's operation: open a recovery point for mounting, or close it."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import uuid5

import msgspec

from restore_files.closing import revoked, withdraw
from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.claims import once
from shared.connections import Connections
from shared.failure import failed
from shared.messages import Message
from shared.recovery_points import chosen_point
from shared.remedies import problem_of
from shared.requests import RestoreFiles, RevokeFiles
from shared.tracker import OperationTracker, RecoveryPoint, Stage
from shared.tracking import track

OPEN_BY_NOW = {"UserErrorIlrSessionAlreadyActive"}


@once
def start_mount(request: RestoreFiles, azure: Connections) -> Sequence[Message]:
    """Open the wanted recovery point, taking its session over where it has one; raise Refused without a key vault."""
    from restore_files.claim import Claim  # noqa: PLC0415 - 300 ms that the index of the app saves

    _check_settings(azure)
    point, session_is_active = chosen_point(request, azure)
    claim = Claim(request.vault_id, request.vm_id, point.name, azure)
    before = claim.owner()
    if before == request.request_id and claim.is_delivered(request.request_id):
        return []  # the same request again: its own event has come, or is on its way
    claim.take(request.request_id)
    undo = _revocation(request, point, azure)
    try:
        tracker = _provisioned(request, point, azure, renew=session_is_active)
    except Refused as refused:
        if refused.code in OPEN_BY_NOW and not session_is_active:
            claim.give_back(request.request_id, before)
            raise Unavailable("another request opens the recovery point at this moment") from None
        if request.begun:  # a try before this one may have opened it
            return [undo, *failed(request, problem_of(refused), azure)]
        claim.give_back(request.request_id, before)
        raise
    return [msgspec.structs.replace(tracker, recovery_point=point, undo=undo)]


def start_revocation(request: RevokeFiles, azure: Connections) -> Sequence[Message]:
    """Close the session of a request, unless another has taken it over; script and password go in any case."""
    from restore_files.claim import Claim  # noqa: PLC0415 - see above

    withdraw(request, azure)
    claim = Claim(request.vault_id, request.vm_id, request.recovery_point, azure)
    if claim.owner() != request.files_of:
        return revoked(request, request.accepted, azure)
    url = rs.mount_action(
        request.vault_id, rs.item_name(request.vm_id), request.recovery_point, "revokeInstantItemRecovery"
    )
    try:
        answer = azure.arm.post(url, request.request_id)
    except Refused as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            return revoked(request, request.accepted, azure)  # the point has expired, and its session with it
        claim.release(request.files_of)
        raise
    return [track(request, Stage.REVOKING, answer, azure)]


def _provisioned(request: RestoreFiles, point: RecoveryPoint, azure: Connections, *, renew: bool) -> OperationTracker:
    url = rs.mount_action(request.vault_id, rs.item_name(request.vm_id), point.name, "provisionInstantItemRecovery")
    body = rs.provision_body(request.vm_id, point.name, request.initiator_name, renew=renew)
    return track(request, Stage.PREPARING_MOUNT, azure.arm.post(url, request.request_id, body), azure)


def _revocation(request: RestoreFiles, point: RecoveryPoint, azure: Connections) -> RevokeFiles:
    return RevokeFiles(
        vm_id=request.vm_id,
        vault_id=request.vault_id,
        request_id=uuid5(request.request_id, RevokeFiles.QUEUE),
        accepted=azure.now(),
        recovery_point=point.name,
        files_of=request.request_id,
        traceparent=request.traceparent,
    )


def _check_settings(azure: Connections) -> None:
    """A password must have a place before there is one."""
    if not azure.settings.key_vault_uri:
        raise Refused(
            "NoKeyVault",
            "There is no key vault to keep the password in; nothing was opened.",
            remedy="Set KEY_VAULT_URI, and give the app's identity Key Vault Secrets Officer there.",
        )
