"""The requests: what somebody may ask for, and in which fields."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.arm_ids import GUID, DiskEncryptionSetId, GroupId, IdentityChoice, StorageAccountId, SubnetId
from shared.messages import Instant, Request, VmRequest
from shared.settings import PolicyName

Lun = Annotated[int, Meta(ge=0, le=63)]
Luns = Annotated[list[Lun], Meta(min_length=1, max_length=64)]
RecoveryPointName = Annotated[str, Meta(pattern=r"(?a)\A[0-9A-Za-z-]{1,64}\Z")]
# The forms of RFC 3720: iqn.2026-11.com.example:host, eui.02004567A425678D, naa.62004567BA64678D0123456789ABCDEF
Initiator = Annotated[
    str,
    Meta(
        pattern=r"(?ai)\A(iqn\.\d{4}-\d{2}\.[a-z0-9.-]{1,100}(:[a-z0-9.:_-]{1,100})?"
        r"|eui\.[0-9a-f]{16}|naa\.([0-9a-f]{16}|[0-9a-f]{32}))\Z"
    ),
]
JobId = Annotated[str, Meta(pattern=rf"\A{GUID}\Z")]
LIFE_HOURS = 12  # of a mount script


class Disks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Which disks are backed up: just these data disks, all but these (all, if none), or the OS disk alone."""

    include: Luns | None = None
    exclude: Annotated[list[Lun], Meta(max_length=64)] | None = None
    os_only: Literal[True] | None = None

    def __post_init__(self) -> None:
        if sum(choice is not None for choice in (self.include, self.exclude, self.os_only)) != 1:
            raise ValueError("Expected exactly one of `include`, `exclude`, `osOnly`")


class ProtectVm(VmRequest, frozen=True, kw_only=True):
    """Put this VM under this policy."""

    QUEUE: ClassVar[str] = "protect-vm"
    policy: PolicyName
    disks: Disks | None = None


class TriggerBackup(VmRequest, frozen=True, kw_only=True):
    """Back this VM up now."""

    QUEUE: ClassVar[str] = "trigger-backup"
    retain_until: Instant | None = None


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest recovery point that was taken before a time."""

    before: Instant


class RestoreFiles(VmRequest, frozen=True, kw_only=True):
    """Let me mount a recovery point: the newest (`latest`), one by its name, or the newest before a time."""

    QUEUE: ClassVar[str] = "restore-files"
    recovery_point: RecoveryPointName | Before = "latest"
    initiator_name: Initiator | None = None
    keep_hours: Annotated[int, Meta(ge=1, le=LIFE_HOURS)] = LIFE_HOURS


Consistency = Literal["AppConsistent", "FileSystemConsistent", "CrashConsistent"]
Zone = Annotated[str, Meta(pattern=r"(?a)\A[1-9]\Z")]
VmName = Annotated[str, Meta(pattern=r"(?a)\A[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?\Z")]


class ToDisks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Managed disks in a resource group: all, or the OS disk and those of the LUNs."""

    resource_group_id: GroupId
    luns: Annotated[list[Lun], Meta(max_length=64)] | None = None
    zone: Zone | None = None


class ToNewVm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """A new VM in a resource group, on a subnet."""

    name: VmName
    resource_group_id: GroupId
    subnet_id: SubnetId
    zone: Zone | None = None


class InPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The VM itself: its disks are replaced."""


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Where a restore goes: one of three."""

    disks: ToDisks | None = None
    new_vm: ToNewVm | None = None
    replace_existing: InPlace | None = None

    def __post_init__(self) -> None:
        if sum(choice is not None for choice in (self.disks, self.new_vm, self.replace_existing)) != 1:
            raise ValueError("Expected exactly one of `disks`, `newVm`, `replaceExisting`")


class RestoreVm(VmRequest, frozen=True, kw_only=True):
    """Give me disks, a new VM, or this VM as it was at a recovery point."""

    QUEUE: ClassVar[str] = "restore-vm"
    to: Target
    staging_storage_account_id: StorageAccountId
    recovery_point: RecoveryPointName | Before = "latest"
    consistency: Consistency | None = None
    disk_encryption_set_id: DiskEncryptionSetId | None = None
    staging_identity: IdentityChoice | None = None
    cross_region: bool = False
    dry_run: bool = False


class RevokeFiles(VmRequest, frozen=True, kw_only=True):
    """End what a RestoreFiles request, `filesOf`, has begun: its session, its script, its password."""

    QUEUE: ClassVar[str] = "revoke-files"
    recovery_point: Annotated[str, Meta(pattern=r"(?a)\A(?!latest\Z)[0-9A-Za-z-]{1,64}\Z")]
    files_of: UUID


class CancelJob(Request, frozen=True, kw_only=True):
    """Cancel a job: the one of that id, or the one that the request of the same requestId has started."""

    QUEUE: ClassVar[str] = "cancel-job"
    job_id: JobId | None = None


type AnyRequest = CancelJob | ProtectVm | TriggerBackup | RestoreVm | RestoreFiles | RevokeFiles
