"""Protected items, as a vault lists them: what it protects, has protected, or keeps after their deletion.

https://learn.microsoft.com/rest/api/backup/backup-protected-items/list (recorded in list_protected_items.json)
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import VaultId
from shared.connections import Connections
from shared.forms import converted
from shared.messages import VmRequest

NOT_KNOWN_YET = {"BMSUserErrorInvalidConfigureProtectionRequest", "BMSUserErrorDataSourceObjectNotFound"}
STOPPED = {"ProtectionStopped", "ProtectionPaused", "BackupsSuspended"}


class Exclusion(msgspec.Struct, frozen=True, rename="camel"):
    """A choice of data disks: those of the list, or all but those."""

    disk_lun_list: tuple[int, ...] | None = None
    is_inclusion_list: bool | None = None


class _Extended(msgspec.Struct, frozen=True, rename="camel"):
    disk_exclusion_properties: Exclusion | None = None


class _Health(msgspec.Struct):
    title: str | None = None
    message: str | None = None


class Properties(msgspec.Struct, rename="camel"):
    """What a vault knows of a VM. A last backup in 2001 means that there was none."""

    source_resource_id: str
    protection_state: str = ""
    protection_status: str | None = None
    policy_id: str | None = None
    policy_name: str | None = None
    extended_properties: _Extended | None = None
    health_status: str | None = None
    health_details: tuple[_Health, ...] | None = None
    last_backup_status: str | None = None
    last_backup_time: datetime | None = None
    last_recovery_point: datetime | None = None
    is_scheduled_for_deferred_delete: bool | None = None
    deferred_delete_time_remaining: str | None = None


class ProtectedItem(msgspec.Struct):
    """A VM in a vault."""

    properties: Properties

    @property
    def vm_id(self) -> str:
        """Return the VM's id; that of a classic VM is none that can be asked for."""
        return self.properties.source_resource_id

    @property
    def exclusion(self) -> Exclusion | None:
        """Return the choice of disks, if one was made."""
        extended = self.properties.extended_properties
        return extended.disk_exclusion_properties if extended else None

    @property
    def is_soft_deleted(self) -> bool:
        """Tell whether its backups are only kept until their time is over."""
        return bool(self.properties.is_scheduled_for_deferred_delete)

    @property
    def is_stopped(self) -> bool:
        """Tell whether somebody has stopped its protection and kept its backups."""
        return self.properties.protection_state in STOPPED


def item_of(request: VmRequest, azure: Connections) -> ProtectedItem | None:
    """Return the VM's protected item, if the vault has one (recorded in get_protected_item.json)."""
    url = rs.protected_item(request.vault_id, rs.item_name(request.vm_id))
    try:
        return converted(azure.arm.get(url, request.request_id).body, ProtectedItem)
    except Refused as refused:
        if refused.code in NOT_KNOWN_YET:
            return None
        raise


def protected_items(vault_id: VaultId, request_id: UUID, azure: Connections) -> Iterator[ProtectedItem]:
    """List the items of a vault, all pages."""
    return (converted(item, ProtectedItem) for item in azure.arm.entries(rs.protected_items(vault_id), request_id))
