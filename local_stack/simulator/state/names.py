"""The names Azure builds from other names. Case never matters in a request; answers have one spelling."""

import re
from typing import NamedTuple

_GROUP = r"/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)"

DISKS = "Microsoft.Compute/disks"
VIRTUAL_MACHINES = "Microsoft.Compute/virtualMachines"
VAULTS = "Microsoft.RecoveryServices/vaults"
STORAGE_ACCOUNTS = "Microsoft.Storage/storageAccounts"
VIRTUAL_NETWORKS = "Microsoft.Network/virtualNetworks"


class ResourceName(NamedTuple):
    """The three names in the id of a vault, a VM, or another resource."""

    subscription: str
    group: str
    name: str

    def vault_id(self) -> str:
        """Spell the id of the vault of this name."""
        return self.id_of(VAULTS)

    def vm_id(self) -> str:
        """Spell the id of the VM of this name."""
        return self.id_of(VIRTUAL_MACHINES)

    def id_of(self, kind: str) -> str:
        """Spell the id of the resource of this name and of a type, such as `Microsoft.Compute/disks`."""
        return f"{self.group_id()}/providers/{kind}/{self.name}"

    def group_id(self) -> str:
        """Spell the id of the resource group."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"

    def protectable_name(self) -> str:
        """Name the VM as the vault does: `iaasvmcontainerv2;{group};{vm}`, in lower case as recorded."""
        return f"iaasvmcontainerv2;{self.group};{self.name}".lower()


def vm_name(vm_id: str) -> ResourceName | None:
    """Read the id of a VM; None if it is none."""
    return resource_name(VIRTUAL_MACHINES, vm_id)


def vault_name(vault_id: str) -> ResourceName:
    """Read the id of a vault; ValueError if it is none."""
    if name := resource_name(VAULTS, vault_id):
        return name
    raise ValueError(f"not the id of a Recovery Services vault: {vault_id}")


def resource_name(kind: str, resource_id: str) -> ResourceName | None:
    """Read the id of a resource; None if it is of another type, or no id at all."""
    pattern = rf"{_GROUP}/providers/{re.escape(kind)}/(?P<name>[^/]+)/?"
    match = re.fullmatch(pattern, resource_id, re.IGNORECASE)
    return ResourceName(**match.groupdict()) if match else None


def type_of(resource_id: str) -> str:
    """Tell the type of a resource, or of what extends one, such as `Microsoft.Compute/virtualMachines/extensions`."""
    provider, *path = resource_id.rpartition("/providers/")[2].split("/")
    return "/".join([provider, *path[::2]])


def same(one: str, other: str) -> bool:
    """Compare names as Azure does."""
    return one.lower() == other.lower()


def in_group(group_id: str, name: str) -> ResourceName:
    """Name a resource in the resource group that has this id."""
    _, _, subscription, _, group = group_id.rstrip("/").split("/")
    return ResourceName(subscription, group, name)
