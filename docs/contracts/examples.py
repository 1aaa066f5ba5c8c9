"""One example of every request and every event."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared import events
from shared.choices import Before, Disks, NewPolicy, Target, ToDisks
from shared.cloud_event import Event
from shared.event_parts import KnownPolicy, Member, PasswordPlace, ScriptPlace
from shared.messages import Request
from shared.problem import Detail, Problem
from shared.requests import (
    BackupFleet,
    CancelJob,
    ChangeProtection,
    PrepareVault,
    ProtectVm,
    RestoreFiles,
    RestoreVm,
    RevokeFiles,
    TriggerBackup,
)
from shared.tracker import RecoveryPoint, Stage

SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
SHOP = f"{SUBSCRIPTION}/resourceGroups/shop"
BACKUP = f"{SUBSCRIPTION}/resourceGroups/backup"
VM = f"{SHOP}/providers/Microsoft.Compute/virtualMachines/web01"
VAULT = f"{BACKUP}/providers/Microsoft.RecoveryServices/vaults/nightly"
STAGING = f"{BACKUP}/providers/Microsoft.Storage/storageAccounts/staging4backup"
REQUEST_ID = UUID("7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a")
REVOCATION_ID = UUID("0b0f5f3c-5b7e-5d0e-9f0a-6a2a4f1d8c11")
JOB = "12f3e18a-5c66-4e25-9dbc-31d1618cca81"
BEGUN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ENDED = BEGUN + timedelta(minutes=41)
POINT = RecoveryPoint("520981742781621", BEGUN, "AppConsistent", ("InstantRP", "HardenedRP"))
REFUSED = Problem(
    "VmNotProtectable",
    "The VM is in northeurope, the vault in westeurope. Azure: the vault does not list the VM as one it can protect.",
    "vaultId",
    ("Name a vault in northeurope: a vault protects the VMs of its own region.",),
)
WARNING = Detail(
    "320001",
    "ResourceNotFound",
    "Could not perform the operation as VM no longer exists.",
    ("Stop protecting virtual machine without deleting backup data.",),
)

PREPARE = PrepareVault(
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    policy=NewPolicy("Night", daily="22:00", time_zone="W. Europe Standard Time", retain_days=90),
    location="westeurope",
    redundancy="ZoneRedundant",
)
FLEET = BackupFleet(
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    tag={"tier": "gold"},
    vms=[VM],
    window_minutes=30.0,
)
PROTECT = ProtectVm(
    vm_id=VM,
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    policy="EnhancedPolicy",
    disks=Disks(exclude=[1]),
)
RESUME = ChangeProtection(
    vm_id=VM,
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    action="resume",
    policy="DefaultPolicy",
)
BACK_UP = TriggerBackup(
    vm_id=VM,
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    retain_until=BEGUN + timedelta(days=365),
)
RESTORE = RestoreVm(
    vm_id=VM,
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    to=Target(disks=ToDisks(f"{SUBSCRIPTION}/resourceGroups/restored", luns=[0])),
    staging_storage_account_id=STAGING,
    recovery_point=Before(before=BEGUN + timedelta(hours=1)),
    consistency="FileSystemConsistent",
)
MOUNT = RestoreFiles(
    vm_id=VM,
    vault_id=VAULT,
    request_id=REQUEST_ID,
    accepted=BEGUN,
    chosen_id=True,
    recovery_point="latest",
    keep_hours=4,
)
REVOKE = RevokeFiles(
    vm_id=VM,
    vault_id=VAULT,
    request_id=REVOCATION_ID,
    accepted=BEGUN,
    chosen_id=True,
    recovery_point=POINT.name,
    files_of=REQUEST_ID,
)
CANCEL = CancelJob(vault_id=VAULT, request_id=REQUEST_ID, accepted=BEGUN, chosen_id=True)

REQUESTS: tuple[Request, ...] = (PREPARE, PROTECT, RESUME, BACK_UP, FLEET, RESTORE, CANCEL, MOUNT, REVOKE)
EVENTS: tuple[Event, ...] = (
    events.VaultReady(
        request=PREPARE,
        started=BEGUN,
        ended=ENDED,
        location="westeurope",
        redundancy="ZoneRedundant",
        policy="Night",
        policies=(KnownPolicy("DefaultPolicy", protected_items=12), KnownPolicy("Night", "V1", 0)),
    ),
    events.VmProtected(request=PROTECT, started=BEGUN, ended=ENDED, job_id=JOB),
    events.ProtectionChanged(request=RESUME, started=BEGUN, ended=ENDED, job_id=JOB),
    events.BackupCompleted(
        request=BACK_UP, started=BEGUN, ended=ENDED, job_id=JOB, size="11390 MB", warnings=(WARNING,)
    ),
    events.FleetBackedUp(
        request=FLEET,
        started=BEGUN,
        ended=ENDED,
        started_backups=12,
        completed=10,
        with_warnings=1,
        failed=1,
        unfinished=0,
        skipped=1,
        warned_vms=(Member(VM, "warned", REVOCATION_ID),),
        failed_vms=(Member(VM, "UserErrorGuestAgentStatusUnavailable", REVOCATION_ID),),
        skipped_vms=(Member(VM, "its protection is stopped"),),
        details=f"https://acc.blob.core.windows.net/backup-records/fleets/{REQUEST_ID}/report",
    ),
    events.RestoreValidated(
        request=RESTORE,
        started=BEGUN,
        ended=ENDED,
        recovery_point=POINT,
        findings=(Detail("UserErrorCoreCountSubscriptionQuotaReached", message="Core quota is reached."),),
    ),
    events.VmRestored(
        request=RESTORE,
        started=BEGUN,
        ended=ENDED,
        job_id=JOB,
        recovery_point=POINT,
        resource_group_id=f"{SUBSCRIPTION}/resourceGroups/restored",
        template=f"https://staging4backup.blob.core.windows.net/web01-1/azuredeploy{JOB}.json",
    ),
    events.JobCancelled(request=CANCEL, started=BEGUN, ended=ENDED, job_id=JOB),
    events.FilesReady(
        request=MOUNT,
        started=BEGUN,
        ended=ENDED,
        recovery_point=POINT,
        os_type="Linux",
        file_name="web01_we_1117371393160769942_439966865154_5ebb.py",
        script=ScriptPlace("https://acc.blob.core.windows.net/files/web01.py", "files", "web01.py"),
        password=PasswordPlace("https://nightly.vault.azure.net", f"restore-files-{REQUEST_ID}"),
        expires=ENDED + timedelta(hours=12),
        revoked_at=ENDED + timedelta(hours=4),
        how_to_run=("Run it as root: sudo python3 web01_we_1117371393160769942_439966865154_5ebb.py",),
        revoke=REVOKE,
    ),
    events.FilesRevoked(request=REVOKE, started=BEGUN, ended=ENDED, recovery_point=POINT.name),
    events.OperationFailed(request=PROTECT, started=BEGUN, ended=ENDED, error=REFUSED, stage=Stage.DISCOVERING),
    events.MessagePoisoned(
        queue=ProtectVm.QUEUE,
        message_id=JOB,
        request_id=str(REQUEST_ID),
        text="{}",
        replay=f"vmbackup poison replay protect-vm {JOB}",
        ended=ENDED,
    ),
    events.RequestRejected(
        queue=ProtectVm.QUEUE,
        request_id=REQUEST_ID,
        field="vmId",
        problem="is missing",
        remedy="/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.Compute/virtualMachines/<name>",
        text="{}",
        ended=ENDED,
    ),
)
