"""From the request to Azure's operation: the item first, discovery only if Azure does not know the VM yet."""

from collections.abc import Sequence

import msgspec

from protect_vm.explanation import explained
from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import same
from shared.connections import Connections
from shared.events import VmProtected
from shared.messages import Message
from shared.requests import Disks, ProtectVm
from shared.tracker import OperationTracker, Stage
from shared.tracking import track

NOT_KNOWN_YET = {"BMSUserErrorInvalidConfigureProtectionRequest", "BMSUserErrorDataSourceObjectNotFound"}


class _Exclusion(msgspec.Struct, rename="camel"):
    disk_lun_list: tuple[int, ...] = ()
    is_inclusion_list: bool = False


class _Extended(msgspec.Struct, rename="camel"):
    disk_exclusion_properties: _Exclusion | None = None


class _Properties(msgspec.Struct, rename="camel"):
    policy_id: str = ""
    extended_properties: _Extended | None = None


class _Item(msgspec.Struct):
    properties: _Properties


def start_protection(request: ProtectVm, azure: Connections) -> Sequence[Message]:
    """Put the VM under the policy, unless it is already; discover VMs if the vault does not know this one."""
    name = rs.item_name(request.vm_id)
    if _is_protected(name, request, azure):
        return [VmProtected(request=request, already_protected=True, started=request.accepted, ended=azure.now())]
    try:
        return [protect_as(name, request, azure)]
    except Refused as refused:
        if refused.code not in NOT_KNOWN_YET:
            raise explained(refused, request, azure) from None
    answer = azure.arm.post(rs.refresh_containers(request.vault_id), request.request_id)
    return [track(request, Stage.DISCOVERING, answer, azure)]


def protect_as(name: str, request: ProtectVm, azure: Connections) -> OperationTracker:
    """Put the protected item under that name; raise Refused."""
    policy = rs.policy_id(request.vault_id, request.policy)
    body = rs.protection_body(request.vm_id, policy, request.disks)
    answer = azure.arm.put(rs.protected_item(request.vault_id, name), request.request_id, body)
    return track(request, Stage.PROTECTING, answer, azure)


def _is_protected(name: str, request: ProtectVm, azure: Connections) -> bool:
    """Tell whether the wish is fulfilled: a PUT would start a needless ConfigureBackup job."""
    try:
        answer = azure.arm.get(rs.protected_item(request.vault_id, name), request.request_id)
    except Refused as refused:
        if refused.code in NOT_KNOWN_YET:
            return False
        raise
    item = msgspec.convert(answer.body, _Item).properties
    return same(item.policy_id, rs.policy_id(request.vault_id, request.policy)) and _disks_agree(item, request.disks)


def _disks_agree(item: _Properties, wanted: Disks | None) -> bool:
    """Compare the choice of disks; a request that makes none leaves the item's as it is."""
    if wanted is None:
        return True
    chosen = item.extended_properties and item.extended_properties.disk_exclusion_properties
    return chosen == msgspec.convert(rs.disk_exclusion(wanted), _Exclusion)
