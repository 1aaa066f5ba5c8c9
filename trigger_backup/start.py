"""From the request to Azure's operation, or to the job that an earlier try of the same request has started."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared import recovery_services as rs
from shared.answers import Refused
from shared.claims import once
from shared.connections import Connections
from shared.jobs import RUNNING_ALREADY, adopted, begun_before
from shared.malformed import Malformed
from shared.messages import Message
from shared.pace import wait
from shared.requests import TriggerBackup
from shared.tracker import Stage
from shared.tracking import track

USUAL_RETENTION = timedelta(days=30)
LONGEST_RETENTION = timedelta(days=99 * 365)


def start_backup(request: TriggerBackup, azure: Connections) -> Sequence[Message]:
    """Start a backup whose recovery point is kept until retainUntil, or for 30 days; in a fleet, when its turn is."""
    if request.fleet and (seconds := wait(azure)):
        return [request.put_off(azure.now() + timedelta(seconds=seconds))]
    return _started(request, azure)


@once
def _started(request: TriggerBackup, azure: Connections) -> Sequence[Message]:
    if begun := begun_before(request, Stage.BACKING_UP, azure):
        return begun
    expiry = _expiry(request, azure.now())
    url = rs.backup(request.vault_id, rs.item_name(request.vm_id))
    try:
        answer = azure.arm.post(url, request.request_id, rs.backup_body(expiry))
    except Refused as refused:
        if refused.code not in RUNNING_ALREADY:
            raise
        return [adopted(request, refused, Stage.BACKING_UP, azure)]
    return [track(request, Stage.STARTING_BACKUP, answer, azure)]


def _expiry(request: TriggerBackup, now: datetime) -> datetime:
    until = request.retain_until or now + USUAL_RETENTION
    if until <= now:
        raise Malformed("retainUntil", "lies in the past")
    if until > now + LONGEST_RETENTION:
        raise Malformed("retainUntil", "is more than 99 years away")
    return until
