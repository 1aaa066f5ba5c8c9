"""From the request to Azure's operation: open a recovery point for mounting, or close it."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import uuid5

import msgspec

from restore_files.closing import is_open_for_others, revoked
from shared import recovery_services as rs
from shared.answers import Refused
from shared.connections import Connections
from shared.messages import Message
from shared.recovery_points import chosen_point
from shared.requests import RestoreFiles, RevokeFiles
from shared.tracker import RecoveryPoint, Stage
from shared.tracking import track


def start_mount(request: RestoreFiles, azure: Connections) -> Sequence[Message]:
    """Open the wanted recovery point, renewing the session that it may have; raise Refused without a key vault."""
    _check_settings(azure)
    point, session_is_active = chosen_point(request, azure)
    url = rs.mount_action(request.vault_id, rs.item_name(request.vm_id), point.name, "provisionInstantItemRecovery")
    body = rs.provision_body(request.vm_id, point.name, request.initiator_name, renew=session_is_active)
    tracker = track(request, Stage.PREPARING_MOUNT, azure.arm.post(url, request.request_id, body), azure)
    undo = _revocation(request, point, azure)
    return [msgspec.structs.replace(tracker, recovery_point=point, undo=undo)]


def start_revocation(request: RevokeFiles, azure: Connections) -> Sequence[Message]:
    """Close the recovery point's session, unless another request has it open by now."""
    if is_open_for_others(request, azure):
        return revoked(request, request.accepted, azure)
    url = rs.mount_action(
        request.vault_id, rs.item_name(request.vm_id), request.recovery_point, "revokeInstantItemRecovery"
    )
    try:
        answer = azure.arm.post(url, request.request_id)
    except Refused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise
        return revoked(request, request.accepted, azure)  # the point has expired, and its session with it
    return [track(request, Stage.REVOKING, answer, azure)]


def _revocation(request: RestoreFiles, point: RecoveryPoint, azure: Connections) -> RevokeFiles:
    return RevokeFiles(
        vm_id=request.vm_id,
        vault_id=request.vault_id,
        request_id=uuid5(request.request_id, RevokeFiles.QUEUE),
        accepted=azure.now(),
        recovery_point=point.name,
        files_of=request.request_id,
    )


def _check_settings(azure: Connections) -> None:
    """A password must have a place before there is one."""
    if not azure.settings.key_vault_uri:
        raise Refused(
            "NoKeyVault",
            "There is no key vault to keep the password in; nothing was opened.",
            remedy="Set KEY_VAULT_URI, and give the app's identity Key Vault Secrets Officer there.",
        )
