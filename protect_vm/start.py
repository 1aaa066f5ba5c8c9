"""From the request to Azure's operation: the item first, discovery only if Azure does not know the VM yet."""

from collections.abc import Sequence

import msgspec

from protect_vm.explanation import explained
from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import same
from shared.choices import Disks
from shared.claims import give_turn_back, once, take_turn
from shared.connections import Connections
from shared.events import VmProtected
from shared.forms import converted
from shared.jobs import begun_before
from shared.messages import Message
from shared.protected_items import NOT_KNOWN_YET, Exclusion, ProtectedItem, item_of
from shared.requests import ProtectVm
from shared.tracker import OperationTracker, Stage
from shared.tracking import track

UNDELETE = 'Take the deletion back first: queue protection, "action": "undelete"; then "resume".'


@once
def start_protection(request: ProtectVm, azure: Connections) -> Sequence[Message]:
    """Put the VM under the policy, unless it is already; discover VMs if the vault does not know this one."""
    item = item_of(request, azure)
    if item and item.is_soft_deleted:
        raise Refused("ProtectionDeleted", "The VM's protection is deleted.", field="vmId", remedy=UNDELETE)
    if item and fulfils(item, request):
        # A second try may meet its own work.
        return [protected(request, azure, before=not request.begun)]
    if begun := begun_before(request, Stage.PROTECTING, azure):
        return begun
    if request.begun:
        take_turn(request, request.message_id, azure)
    try:
        return [protect_as(rs.item_name(request.vm_id), request, azure, item)]
    except Refused as refused:
        if refused.code not in NOT_KNOWN_YET:
            raise explained(refused, request, azure) from None
    if request.begun:
        give_turn_back(request, azure)
    answer = azure.arm.post(rs.refresh_containers(request.vault_id), request.request_id)
    return [track(request, Stage.DISCOVERING, answer, azure)]


def protect_as(
    name: str, request: ProtectVm, azure: Connections, item: ProtectedItem | None = None
) -> OperationTracker:
    """Put the protected item under that name, with the choice of disks that it may have; raise Refused."""
    policy = rs.policy_id(request.vault_id, request.policy)
    kept = item.exclusion if item else None
    exclusion = rs.disk_exclusion(request.disks) if request.disks else msgspec.to_builtins(kept)
    body = rs.protection_body(request.vm_id, policy, exclusion)
    answer = azure.arm.put(rs.protected_item(request.vault_id, name), request.request_id, body)
    return track(request, Stage.PROTECTING, answer, azure)


def fulfils(item: ProtectedItem, request: ProtectVm) -> bool:
    """Tell whether the wish is fulfilled: a PUT would start a needless ConfigureBackup job."""
    wanted = rs.policy_id(request.vault_id, request.policy)
    if item.is_stopped or not same(item.properties.policy_id or "", wanted):
        return False
    return request.disks is None or _agree(item.exclusion, request.disks)


def protected(request: ProtectVm, azure: Connections, *, before: bool) -> VmProtected:
    """Return the success of a request whose wish is fulfilled."""
    return VmProtected(request=request, already_protected=before, started=request.accepted, ended=azure.now())


def _agree(exclusion: Exclusion | None, disks: Disks) -> bool:
    if exclusion is None:
        return disks.exclude == []
    wanted = converted(rs.disk_exclusion(disks), Exclusion)
    same_luns = set(exclusion.disk_lun_list or ()) == set(wanted.disk_lun_list or ())
    return same_luns and exclusion.is_inclusion_list == wanted.is_inclusion_list
