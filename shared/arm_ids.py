"""The ARM ids that messages carry: their form, and their parts."""

import re
from typing import Annotated, NamedTuple

from msgspec import Meta

GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
SCOPE = rf"/subscriptions/(?P<subscription>{GUID})/resourceGroups/(?P<group>[\w().-]{{0,89}}[\w()-])/providers/"
VM = rf"(?i)\A{SCOPE}Microsoft\.Compute/virtualMachines/(?P<name>[\w.-]{{0,79}}[\w-])\Z"
VAULT = rf"(?i)\A{SCOPE}Microsoft\.RecoveryServices/vaults/(?P<name>[a-zA-Z][a-zA-Z0-9-]{{1,49}})\Z"

VmId = Annotated[str, Meta(pattern=VM, description="ARM id of a virtual machine")]
VaultId = Annotated[str, Meta(pattern=VAULT, description="ARM id of a Recovery Services vault")]


GROUP = rf"(?i)\A/subscriptions/{GUID}/resourceGroups/[\w().-]{{0,89}}[\w()-]\Z"


def _resource(kind: str) -> str:
    return rf"(?i)\A/subscriptions/{GUID}/resourceGroups/[\w().-]{{0,89}}[\w()-]/providers/{kind}\Z"


GroupId = Annotated[str, Meta(pattern=GROUP, description="ARM id of a resource group")]
StorageAccountId = Annotated[
    str,
    Meta(
        pattern=_resource(r"Microsoft\.Storage/storageAccounts/[a-z0-9]{3,24}"),
        description="ARM id of a storage account",
    ),
]
SubnetId = Annotated[
    str,
    Meta(
        pattern=_resource(r"Microsoft\.Network/virtualNetworks/[\w.-]{1,63}[\w-]/subnets/[\w.-]{0,79}[\w-]"),
        description="ARM id of a subnet",
    ),
]
DiskEncryptionSetId = Annotated[
    str,
    Meta(
        pattern=_resource(r"Microsoft\.Compute/diskEncryptionSets/[\w-]{1,80}"),
        description="ARM id of a disk encryption set",
    ),
]
USER_ASSIGNED = _resource(r"Microsoft\.ManagedIdentity/userAssignedIdentities/[\w-]{3,128}")
IdentityChoice = Annotated[
    str,
    Meta(
        pattern=rf"(?i)\A(system|{USER_ASSIGNED.removeprefix('(?i)\\A').removesuffix('\\Z')})\Z",
        description="`system`, or the ARM id of a user-assigned managed identity of the vault",
    ),
]


class ArmId(NamedTuple):
    """The parts of a VM's or a vault's id, as the sender wrote them."""

    subscription: str
    group: str
    name: str


def parts_of_vm(vm_id: VmId) -> ArmId:
    """Take a VM's id apart."""
    return _parts(VM, vm_id)


def parts_of_vault(vault_id: VaultId) -> ArmId:
    """Take a vault's id apart."""
    return _parts(VAULT, vault_id)


def is_vm(arm_id: str) -> bool:
    """Tell whether an id is that of a VM of Azure Resource Manager; vaults may know classic VMs, too."""
    return re.search(VM, arm_id) is not None


def subscription_of(arm_id: str) -> str:
    """Return the subscription of any resource, in lower case."""
    return arm_id.casefold().removeprefix("/subscriptions/").partition("/")[0]


def name_of(arm_id: str | None) -> str:
    """Return the last part of an ARM id."""
    return (arm_id or "").rpartition("/")[2]


def group_of(arm_id: str | None) -> str:
    """Return the resource group: /subscriptions/{}/resourceGroups/{}/...; a classic VM may have none."""
    return "".join((arm_id or "").split("/")[4:5])


def _parts(pattern: str, arm_id: str) -> ArmId:
    match = re.search(pattern, arm_id)
    if not match:
        raise ValueError(f"not an ARM id of the wanted kind: {arm_id}")
    return ArmId(**match.groupdict())


def same(one: str, other: str) -> bool:
    """Compare two ARM ids as Azure does: letter by letter, without regard to case."""
    return one.lower() == other.lower()
