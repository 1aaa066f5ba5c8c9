"""From the request to Azure's operation, unless the protected item is as it is wanted already."""

from collections.abc import Sequence

import msgspec

from change_protection.change import CHANGES
from shared import recovery_services as rs
from shared.answers import Refused
from shared.claims import once
from shared.connections import Connections
from shared.events import ProtectionChanged
from shared.jobs import begun_before
from shared.messages import Message
from shared.protected_items import item_of
from shared.requests import ChangeProtection
from shared.tracker import Stage
from shared.tracking import track

NOT_PROTECTED = "BMSUserErrorDataSourceObjectNotFound"


@once
def start_change(request: ChangeProtection, azure: Connections) -> Sequence[Message]:
    """Stop, resume or undelete the VM's protection (recorded in stop_protection_retain_data.json and its siblings)."""
    change = CHANGES[request.action]
    item = item_of(request, azure)
    if not item:
        raise Refused(NOT_PROTECTED, "The vault does not protect the VM.", field="vmId")
    if change.is_done(item, request):
        # A second try may meet its own work.
        before = not request.begun
        return [ProtectionChanged(request=request, unchanged=before, started=request.accepted, ended=azure.now())]
    if begun := begun_before(request, Stage.CHANGING_PROTECTION, azure):
        return begun
    if obstacle := change.obstacle(item):
        raise Refused("ProtectionDeleted", obstacle[0], field="action", remedy=obstacle[1])
    if not request.policy:
        request = msgspec.structs.replace(request, policy=azure.settings.default_policy)
    url = rs.protected_item(request.vault_id, rs.item_name(request.vm_id))
    body = rs.item_body(request.vm_id, change.properties(item, request))
    answer = azure.arm.put(url, request.request_id, body)
    return [track(request, Stage.CHANGING_PROTECTION, answer, azure)]
