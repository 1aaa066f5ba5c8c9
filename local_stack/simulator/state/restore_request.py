"""What a restore is asked for, and what is remembered of it, as plain data."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from local_stack.simulator.state.resources import DiskSet

type RecoveryType = Literal["RestoreDisks", "AlternateLocation", "OriginalLocation"]


class IdentityBasedRestoreDetails(Struct, rename="camel"):
    """Where a managed identity stages the restore; then there is no `storageAccountId`."""

    target_storage_account_id: str = ""


class RestoreRequest(Struct, rename="camel"):
    """The fields of IaasVMRestoreRequest that make a difference here; all others are accepted and forgotten."""

    object_type: Literal["IaasVMRestoreRequest", "IaasVMRestoreWithRehydrationRequest"]
    recovery_type: RecoveryType
    recovery_point_id: str
    source_resource_id: str
    region: str | None = None
    storage_account_id: str | None = None
    identity_based_restore_details: IdentityBasedRestoreDetails | None = None
    target_resource_group_id: str | None = None
    target_virtual_machine_id: str | None = None
    virtual_network_id: str | None = None
    subnet_id: str | None = None
    restore_disk_lun_list: list[int] | None = None
    disk_encryption_set_id: str | None = None
    zones: list[str] | None = None

    @property
    def staging_id(self) -> str:
        """Name the staging storage account, wherever the request does."""
        by_identity = self.identity_based_restore_details
        return self.storage_account_id or (by_identity.target_storage_account_id if by_identity else "")

    def chosen(self, backed_up: DiskSet) -> DiskSet:
        """Take the disks to restore: all, or the OS disk and the listed LUNs."""
        return backed_up if self.restore_disk_lun_list is None else backed_up.only(self.restore_disk_lun_list)


class DiskExclusion(Struct, rename="camel"):
    """Which data disks are backed up: those listed, or all others."""

    disk_lun_list: list[int]
    is_inclusion_list: bool


class Restore(Struct):
    """A restore planned, under way, or over.

    `due` is when its data will have come; `container` names where the staging account keeps what it says of itself.
    """

    request: RestoreRequest
    point: str
    taken: datetime
    os_type: str
    vm_size: str
    backed_up: DiskSet
    from_snapshot: bool
    gigabytes: int
    due: datetime
    container: str = ""
