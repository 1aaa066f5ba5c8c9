"""What Azure checks besides the call itself, as Microsoft documents it: no journal shows it.

The caller, not the vault, must hold these on the resources that a body names.
"""

from typing import NamedTuple

PAGE = "https://learn.microsoft.com/azure/backup/backup-rbac-rs-vault"
VMS, TARGETS = "the resource groups of the VMs", "what a restore names"


class Linked(NamedTuple):
    """An action that is checked on another resource than the call's own, where, and for which flows."""

    action: str
    scope: str
    flows: tuple[str, ...]
    why: str


LINKED = (
    Linked(
        "Microsoft.Compute/virtualMachines/read",
        VMS,
        ("protect-vm", "vm-events", "restore-vm", "restore-files"),
        "the body names the VM",
    ),
    Linked(
        "Microsoft.Compute/virtualMachines/write",
        VMS,
        ("protect-vm", "vm-events", "restore-vm", "restore-files"),
        "Backup installs its extension in the VM, or replaces its disks",
    ),
    Linked(
        "Microsoft.Storage/storageAccounts/read",
        f"{TARGETS}: the staging account",
        ("restore-vm",),
        "the account's region is compared with the vault's",
    ),
    Linked(
        "Microsoft.Storage/storageAccounts/write",
        f"{TARGETS}: the staging account",
        ("restore-vm",),
        "the restore stages its template there (MicrosoftDocs/azure-docs#75656)",
    ),
    Linked(
        "Microsoft.Resources/subscriptions/resourceGroups/write",
        f"{TARGETS}: the target's resource group",
        ("restore-vm",),
        "disks and VMs are made there",
    ),
    Linked(
        "Microsoft.Compute/virtualMachines/read",
        f"{TARGETS}: the target's resource group",
        ("restore-vm",),
        "a new VM",
    ),
    Linked(
        "Microsoft.Compute/virtualMachines/write",
        f"{TARGETS}: the target's resource group",
        ("restore-vm",),
        "a new VM",
    ),
    Linked(
        "Microsoft.Network/virtualNetworks/read",
        f"{TARGETS}: the network",
        ("restore-vm",),
        "a new VM is put on it",
    ),
    Linked(
        "Microsoft.Network/virtualNetworks/subnets/read",
        f"{TARGETS}: the network",
        ("restore-vm",),
        "the same",
    ),
    Linked(
        "Microsoft.Network/virtualNetworks/subnets/join/action",
        f"{TARGETS}: the network",
        ("restore-vm",),
        "the same",
    ),
)
