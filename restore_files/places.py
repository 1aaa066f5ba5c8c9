"""Where a request's script and password are kept. One place a request: what is stored twice, is stored once."""

from uuid import UUID

from shared.arm_ids import VaultId, VmId, parts_of_vault, parts_of_vm


def secret_name(request_id: UUID) -> str:
    """Return the name of the secret that holds the password."""
    return f"restore-files-{request_id}"


def owner_blob(vault_id: VaultId, vm_id: VmId, point: str) -> str:
    """Return the blob that says which request has a recovery point's session."""
    return f"{_folder_of_point(vault_id, vm_id, point)}owner"


def folder(vault_id: VaultId, vm_id: VmId, point: str, request_id: UUID) -> str:
    """Return the folder of one request."""
    return f"{_folder_of_point(vault_id, vm_id, point)}{request_id}/"


def _folder_of_point(vault_id: VaultId, vm_id: VmId, point: str) -> str:
    vm = parts_of_vm(vm_id)
    return f"{parts_of_vault(vault_id).name}/{vm.group}/{vm.name}/{point}/".lower()
