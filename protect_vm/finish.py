"""What follows when discovery, and then protection, is done."""

from collections.abc import Sequence

import msgspec

from protect_vm.explanation import explained
from protect_vm.start import fulfils, protect_as, protected
from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import same
from shared.claims import take_turn
from shared.connections import Connections
from shared.events import VmProtected
from shared.forms import converted
from shared.jobs import begun_before
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.protected_items import item_of
from shared.requests import ProtectVm
from shared.tracker import OperationTracker, Stage


class _Protectable(msgspec.Struct, rename="camel"):
    virtual_machine_id: str | None = None


class _ProtectableItem(msgspec.Struct):
    name: str
    properties: _Protectable


def protect_listed(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """Put the VM under the policy by the name under which the vault now lists it."""
    request = tracker.asked(ProtectVm)
    # A crash may have left a second tracker, or the request itself: both go on.
    if begun := begun_before(msgspec.structs.replace(request, begun=True), Stage.PROTECTING, azure):
        return begun
    name = _listed_name(request, azure)
    if not name and (item := item_of(request, azure)) and fulfils(item, request):
        return [protected(request, azure, before=False)]  # by an earlier delivery of this tracker
    if not name:
        unlisted = Refused("VmNotProtectable", "The vault does not list the VM as one it can protect.", field="vmId")
        raise explained(unlisted, request, azure)
    take_turn(request, tracker.message_id, azure)
    try:
        return [protect_as(name, request, azure)]
    except Refused as refused:
        raise explained(refused, request, azure) from None


def vm_protected(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the VM is under the policy."""
    request = tracker.asked(ProtectVm)
    return [VmProtected(request=request, job_id=result.job_id, started=tracker.started, ended=azure.now())]


def _listed_name(request: ProtectVm, azure: Connections) -> str | None:
    for entry in azure.arm.entries(rs.protectable_items(request.vault_id), request.request_id):
        item = converted(entry, _ProtectableItem)
        if same(item.properties.virtual_machine_id or "", request.vm_id):
            return item.name
    return None
