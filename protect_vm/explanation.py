"""Why a VM cannot be protected. Azure's refusal names no field, so look at what the request is about."""

from http import HTTPStatus

import msgspec

from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import same
from shared.connections import Connections
from shared.forms import converted
from shared.requests import ProtectVm
from shared.virtual_machines import protecting_vault, vm_url

AZURE_VM = "AzureIaasVM"
BY_RULE = " A rule asked for it: correct BACKUP_RULES, or the VM's tags; its next change is another try."


class _Properties(msgspec.Struct, frozen=True, rename="camel"):
    backup_management_type: str | None = None


class _Resource(msgspec.Struct):
    location: str = ""
    properties: _Properties = _Properties()


def explained(refused: Refused, request: ProtectVm, azure: Connections) -> Refused:
    """Return the refusal with the field to blame and what to do, or as it is where nothing is found."""
    for look in (_policy, _vm_and_region, _other_vault):
        try:
            reason = look(request, azure)
        except Refused:
            continue  # not ours to see: then it explains nothing
        if reason:
            field, found, remedy = reason
            remedy += BY_RULE if request.by_rule else ""
            return Refused(refused.code, f"{found} Azure: {refused.message}", field=field, remedy=remedy)
    return refused


type Reason = tuple[str, str, str] | None


def _policy(request: ProtectVm, azure: Connections) -> Reason:
    found = _exists(rs.policy(request.vault_id, request.policy), request, azure)
    remedy = "Name a policy for Azure VMs of this vault, DefaultPolicy say."
    if not found:
        return "policy", f"The vault has no policy {request.policy}.", remedy
    if found.properties.backup_management_type not in {None, AZURE_VM}:
        return "policy", f"The policy {request.policy} is not for Azure VMs.", remedy
    return None


def _vm_and_region(request: ProtectVm, azure: Connections) -> Reason:
    vm = _exists(vm_url(request.vm_id), request, azure)
    if not vm:
        return "vmId", "The VM does not exist.", "Name an existing VM: its subscription, resource group and name."
    vault = _exists(rs.vault(request.vault_id), request, azure)
    if vault and not same(vm.location, vault.location):
        found = f"The VM is in {vm.location}, the vault in {vault.location}."
        return "vaultId", found, f"Name a vault in {vm.location}: a vault protects the VMs of its own region."
    return None


def _other_vault(request: ProtectVm, azure: Connections) -> Reason:
    region = converted(azure.arm.get(rs.vault(request.vault_id), request.request_id).body, _Resource).location
    vault_id = protecting_vault(request.vm_id, region, request.request_id, azure)
    if not vault_id or same(vault_id, request.vault_id):
        return None
    return "vaultId", f"Another vault protects the VM: {vault_id}.", "Name that vault, or stop its protection first."


def _exists(url: str, request: ProtectVm, azure: Connections) -> _Resource | None:
    try:
        return converted(azure.arm.get(url, request.request_id).body, _Resource)
    except Refused as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            return None
        raise
