"""The requests: what somebody may ask for, and in which fields."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from msgspec import Meta

from shared.arm_ids import GUID, DiskEncryptionSetId, IdentityChoice, StorageAccountId, VmId
from shared.choices import Before, Consistency, Disks, NewPolicy, RecoveryPointName, Target
from shared.messages import Instant, Request, VaultRequest, VmRequest
from shared.rules import PolicyName, TagName, TagValue

# The forms of RFC 3720: iqn.2026-11.com.example:host, eui.02004567A425678D, naa.62004567BA64678D0123456789ABCDEF
Initiator = Annotated[
    str,
    Meta(
        pattern=r"(?ai)\A(iqn\.\d{4}-\d{2}\.[a-z0-9.-]{1,100}(:[a-z0-9.:_-]{1,100})?"
        r"|eui\.[0-9a-f]{16}|naa\.([0-9a-f]{16}|[0-9a-f]{32}))\Z"
    ),
]
VmIdentity = Annotated[str, Meta(pattern=r"(?a)\A[\w-]{1,400}\Z")]
JobId = Annotated[str, Meta(pattern=rf"\A{GUID}\Z")]
LIFE_HOURS = 12  # of a mount script


class ProtectVm(VmRequest, frozen=True, kw_only=True):
    """Put this VM under this policy."""

    QUEUE: ClassVar[str] = "protect-vm"
    policy: PolicyName
    disks: Disks | None = None
    by_rule: VmIdentity | None = None


type Action = Literal["stop", "resume", "undelete"]


class ChangeProtection(VmRequest, frozen=True, kw_only=True):
    """Stop this VM's protection and keep its backups, resume it under a policy, or take its deletion back."""

    QUEUE: ClassVar[str] = "protection"
    action: Action
    policy: PolicyName | None = None


class TriggerBackup(VmRequest, frozen=True, kw_only=True):
    """Back this VM up now."""

    QUEUE: ClassVar[str] = "trigger-backup"
    retain_until: Instant | None = None
    fleet: UUID | None = None


class RestoreFiles(VmRequest, frozen=True, kw_only=True):
    """Let me mount a recovery point: the newest (`latest`), one by its name, or the newest before a time."""

    QUEUE: ClassVar[str] = "restore-files"
    recovery_point: RecoveryPointName | Before = "latest"
    initiator_name: Initiator | None = None
    keep_hours: Annotated[int, Meta(ge=1, le=LIFE_HOURS)] = LIFE_HOURS


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
    CLAIMED: ClassVar[bool] = False  # to close what is closed does no harm; not to close it would
    recovery_point: Annotated[str, Meta(pattern=r"(?a)\A(?!latest\Z)[0-9A-Za-z-]{1,64}\Z")]
    files_of: UUID


class CancelJob(VaultRequest, frozen=True, kw_only=True):
    """Cancel a job: the one of that id, or the one that the request of the same requestId has started."""

    QUEUE: ClassVar[str] = "cancel-job"
    job_id: JobId | None = None


class PrepareVault(VaultRequest, frozen=True, kw_only=True):
    """Create this vault unless it is there, and a policy in it if one is described."""

    QUEUE: ClassVar[str] = "prepare-vault"
    policy: PolicyName | NewPolicy
    location: Annotated[str, Meta(pattern=r"(?a)\A[A-Za-z0-9 ]{1,64}\Z")] | None = None
    redundancy: Literal["GeoRedundant", "LocallyRedundant", "ZoneRedundant"] | None = None


class BackupFleet(VaultRequest, frozen=True, kw_only=True):
    """Back up the VMs that a vault protects: all, those of a tag, or those of a list; spread over a window."""

    QUEUE: ClassVar[str] = "backup-fleet"
    tag: Annotated[dict[TagName, TagValue], Meta(min_length=1, max_length=1)] | None = None
    vms: Annotated[list[VmId], Meta(min_length=1, max_length=150)] | None = None
    window_minutes: Annotated[float, Meta(ge=0, le=1440)] | None = None


class ConsiderVm(Request, frozen=True, kw_only=True):
    """Protect this VM if the rules say so. The app's own: an event was heard that the VM was written."""

    QUEUE: ClassVar[str] = "consider-vm"
    vm_id: VmId

    @property
    def subject(self) -> str | None:
        """Return the VM's id."""
        return self.vm_id


type AnyRequest = (
    BackupFleet
    | CancelJob
    | ChangeProtection
    | PrepareVault
    | ProtectVm
    | TriggerBackup
    | RestoreVm
    | RestoreFiles
    | RevokeFiles
)
