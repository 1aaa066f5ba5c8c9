"""The names Azure builds from other names. Case never matters in a request; answers have one spelling."""

import re
from typing import NamedTuple

_VM_ID = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)"
    r"/providers/Microsoft\.Compute/virtualMachines/(?P<name>[^/]+)/?",
    re.IGNORECASE,
)
_VAULT_ID = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)"
    r"/providers/Microsoft\.RecoveryServices/vaults/(?P<name>[^/]+)/?",
    re.IGNORECASE,
)


class ResourceName(NamedTuple):
    """The three names in the id of a vault or a VM."""

    subscription: str
    group: str
    name: str

    def vault_id(self) -> str:
        """Spell the id of the vault of this name."""
        return f"{self.group_id()}/providers/Microsoft.RecoveryServices/vaults/{self.name}"

    def vm_id(self) -> str:
        """Spell the id of the VM of this name."""
        return f"{self.group_id()}/providers/Microsoft.Compute/virtualMachines/{self.name}"

    def group_id(self) -> str:
        """Spell the id of the resource group."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"

    def protectable_name(self) -> str:
        """Name the VM as the vault does: `iaasvmcontainerv2;{group};{vm}`, in lower case as recorded."""
        return f"iaasvmcontainerv2;{self.group};{self.name}".lower()


def vm_name(vm_id: str) -> ResourceName | None:
    """Read the id of a VM; None if it is none."""
    match = _VM_ID.fullmatch(vm_id)
    return ResourceName(**match.groupdict()) if match else None


def vault_name(vault_id: str) -> ResourceName:
    """Read the id of a vault; ValueError if it is none."""
    if match := _VAULT_ID.fullmatch(vault_id):
        return ResourceName(**match.groupdict())
    raise ValueError(f"not the id of a Recovery Services vault: {vault_id}")


def same(one: str, other: str) -> bool:
    """Compare names as Azure does."""
    return one.lower() == other.lower()
