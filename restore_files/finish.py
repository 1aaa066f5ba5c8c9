"""What follows when a recovery point is open, and when it is closed again."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from restore_files.closing import revoked, withdraw
from restore_files.running import how_to_run
from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.claims import told_end
from shared.connections import Connections
from shared.events import FilesReady
from shared.forms import converted
from shared.malformed import Malformed
from shared.messages import Message
from shared.mount_script import ClientScript, mount_script
from shared.operation_status import Succeeded
from shared.requests import LIFE_HOURS, RestoreFiles, RevokeFiles
from shared.tracker import OperationTracker

OPENED_ANEW = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}


class _Scripts(msgspec.Struct, rename="camel"):
    client_scripts: tuple[ClientScript, ...]


def files_ready(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Deliver script and password, and tell where they are; their revocation is sent with it, for later."""
    from restore_files.delivery import keep_password, keep_script  # noqa: PLC0415 - 300 ms that no other stage needs

    request = tracker.asked(RestoreFiles)
    point, undo = tracker.recovery_point, tracker.undo
    if not point or not undo:
        raise Malformed("recoveryPoint", "is missing from a tracker of this stage")
    scripts = result.client_scripts or _listed_scripts(tracker, point.name, azure)
    if scripts is None:
        return []
    script = mount_script(scripts)
    expires = tracker.started + timedelta(hours=LIFE_HOURS)
    ends = tracker.started + timedelta(hours=request.keep_hours)
    ready = FilesReady(
        request=request,
        started=request.accepted,
        ended=azure.now(),
        recovery_point=point,
        os_type=script.os_type,
        file_name=script.file_name,
        script=keep_script(script, request, point.name, azure),
        password=keep_password(script, request, expires, azure),
        expires=expires,
        revoked_at=ends,
        how_to_run=how_to_run(script, request.request_id),
        revoke=undo,
    )
    return [msgspec.structs.replace(undo, due=ends, accepted=ends), ready]


def files_revoked(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the session is closed; a late tracker of the mount may have delivered once more meanwhile."""
    withdraw(tracker.asked(RevokeFiles), azure)
    return revoked(tracker.asked(RevokeFiles), tracker.started, azure)


def _listed_scripts(tracker: OperationTracker, point: str, azure: Connections) -> tuple[ClientScript, ...] | None:
    """Ask for the scripts of an operation that does not bring them: api-version 2026-08-01 and later.

    After a crash another message of the request may have opened the session anew, which voids this operation: return
    None when that one has told the request's end, raise Unavailable until it has.
    """
    request = tracker.asked(RestoreFiles)
    url = rs.mount_action(
        request.vault_id, rs.item_name(request.vm_id), point, "listInstantItemRecoveryOperationResult"
    )
    operation_id = urlsplit(tracker.tracking_uri).path.rpartition("/")[2]
    try:
        answer = azure.arm.post(url, request.request_id, {"provisionInstantItemRecoveryOperationId": operation_id})
    except Refused as refused:
        if refused.status not in OPENED_ANEW or _owner(request, point, azure) != request.request_id:
            raise
        if told_end(request, azure):
            return None
        raise Unavailable("another message of the request opens the recovery point anew") from None
    try:
        return converted(answer.body, _Scripts).client_scripts
    except msgspec.ValidationError:
        raise Unavailable("the list of mount scripts is not as documented") from None


def _owner(request: RestoreFiles, point: str, azure: Connections) -> UUID | None:
    from restore_files.claim import Claim  # noqa: PLC0415 - as above

    return Claim(request.vault_id, request.vm_id, point, azure).owner()
