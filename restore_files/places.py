"""Where a request's script and password are kept. One place a request: what is stored twice, is stored once."""

from uuid import UUID

from shared.arm_ids import VaultId, VmId, parts_of_vault, parts_of_vm


def secret_name(request_id: UUID) -> str:
    """Return the name of the secret that holds the password."""
    return f"restore-files-{request_id}"


def folder_of_point(vault_id: VaultId, vm_id: VmId, point: str) -> str:
    """Return the folder in the container for all who have a recovery point open."""
    vm = parts_of_vm(vm_id)
    return f"{parts_of_vault(vault_id).name}/{vm.group}/{vm.name}/{point}/".lower()


def folder(vault_id: VaultId, vm_id: VmId, point: str, request_id: UUID) -> str:
    """Return the folder of one request."""
    return f"{folder_of_point(vault_id, vm_id, point)}{request_id}/"
