"""What the app must be allowed, and which requests need it: docs/permissions.md as data (a test compares them)."""

from typing import NamedTuple

VAULTS = "Microsoft.RecoveryServices/vaults"
FABRICS = f"{VAULTS}/backupFabrics"
ITEMS = f"{FABRICS}/protectionContainers/protectedItems"
POINTS = f"{ITEMS}/recoveryPoints"
VMS = "Microsoft.Compute/virtualMachines"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
MESSAGES = "Microsoft.Storage/storageAccounts/queueServices/queues/messages"
MOUNTS = ("restore-files",)
RESTORES = ("restore-vm",)
PREPARES = ("prepare-vault",)


class Needed(NamedTuple):
    """Actions, with the requests that need each; the built-in roles that grant all of them; the least that does."""

    actions: dict[str, tuple[str, ...]]
    roles: tuple[str, ...]
    least: str
    on_data: bool = False


ON_VAULT = Needed(
    {
        f"{FABRICS}/operationsStatus/read": ("protect-vm",),
        f"{ITEMS}/backup/action": ("trigger-backup", "backup-fleet"),
        f"{ITEMS}/operationsStatus/read": (
            "protect-vm",
            "vm-events",
            "protection",
            "trigger-backup",
            "backup-fleet",
            "restore-vm",
            "restore-files",
        ),
        f"{ITEMS}/read": ("protect-vm", "vm-events", "protection"),
        f"{POINTS}/listInstantItemRecoveryOperationResult/action": MOUNTS,
        f"{POINTS}/provisionInstantItemRecovery/action": MOUNTS,
        f"{POINTS}/read": ("restore-vm", "restore-files"),
        f"{POINTS}/restore/action": RESTORES,
        f"{POINTS}/revokeInstantItemRecovery/action": MOUNTS,
        f"{ITEMS}/write": ("protect-vm", "vm-events", "protection"),
        f"{FABRICS}/refreshContainers/action": ("protect-vm",),
        f"{VAULTS}/backupJobs/cancel/action": ("cancel-job",),
        f"{VAULTS}/backupJobs/read": (
            "protect-vm",
            "vm-events",
            "trigger-backup",
            "backup-fleet",
            "restore-vm",
            "cancel-job",
        ),
        f"{VAULTS}/backupPolicies/operations/read": PREPARES,
        f"{VAULTS}/backupPolicies/read": ("prepare-vault", "protect-vm"),
        f"{VAULTS}/backupPolicies/write": PREPARES,
        f"{VAULTS}/backupProtectableItems/read": ("protect-vm",),
        f"{VAULTS}/backupProtectedItems/read": ("backup-fleet", "report"),
        f"{VAULTS}/backupValidateOperation/action": RESTORES,
        f"{VAULTS}/operationStatus/read": PREPARES,
        f"{VAULTS}/read": ("prepare-vault", "protect-vm", "restore-vm"),
        f"{VAULTS}/write": PREPARES,
    },
    ("Backup Contributor", "Reader"),
    "docs/roles/vaults.json",
)
ON_SUBSCRIPTION = Needed(
    {
        f"{VMS}/instanceView/read": ("vm-events",),
        f"{VMS}/read": ("protect-vm", "vm-events", "backup-fleet", "report"),
        "Microsoft.RecoveryServices/locations/backupStatus/action": ("protect-vm", "vm-events"),
    },
    ("Virtual Machine Contributor",),
    "docs/roles/machines.json",
)
ON_VMS = Needed(
    {f"{VMS}/write": ("protect-vm", "vm-events", "restore-vm", "restore-files")},
    ("Virtual Machine Contributor",),
    "docs/roles/linked-machines.json",
)
ON_KEY_VAULT = Needed(
    {
        "Microsoft.KeyVault/vaults/secrets/delete": MOUNTS,
        "Microsoft.KeyVault/vaults/secrets/setSecret/action": MOUNTS,
    },
    ("Key Vault Secrets Officer",),
    "docs/roles/passwords.json",
    on_data=True,
)
ALL = ("all of them",)
ON_STORAGE = Needed(
    {
        f"{BLOBS}/delete": MOUNTS,
        f"{BLOBS}/read": ALL,
        f"{BLOBS}/write": ALL,
        f"{MESSAGES}/add/action": ALL,
        f"{MESSAGES}/process/action": ALL,
        f"{MESSAGES}/read": ("report", "poison"),
    },
    ("Storage Blob Data Owner", "Storage Queue Data Contributor"),
    "docs/permissions.md#storage",
    on_data=True,
)
