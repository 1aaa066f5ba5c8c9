"""What a VM is made of and stands on, as plain data: disks, storage accounts, networks."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct, field

from local_stack.simulator.state.names import DISKS, ResourceName

# The recorded Windows VM had 127 GB (restore_disks.json); 30 GB is what Azure's Linux images have.
OS_GIGABYTES = {"Windows": 127, "Linux": 30}
DATA_GIGABYTES = 32


class DiskSet(Struct, frozen=True):
    """The names of a VM's disks: the one with the operating system, and by LUN those with data."""

    os: str = ""
    data: dict[int, str] = field(default_factory=dict)

    def only(self, luns: Collection[int]) -> "DiskSet":
        """Keep the OS disk and the data disks with these LUNs."""
        return DiskSet(self.os, {lun: name for lun, name in self.data.items() if lun in luns})

    def names(self) -> list[str]:
        """List the names, the OS disk first."""
        return [self.os, *self.data.values()]


class Disk(Struct):
    """A managed disk. Only an OS disk has an `os_type`; `point` names the recovery point it was restored from."""

    name: ResourceName
    location: str
    created: datetime
    gigabytes: int = DATA_GIGABYTES
    os_type: str = ""
    point: str = ""
    zones: list[str] = field(default_factory=list)
    encryption_set: str = ""

    @property
    def id(self) -> str:
        """Spell its id."""
        return self.name.id_of(DISKS)


class StorageAccount(Struct):
    """A storage account, by its id as first spelled."""

    id: str
    location: str

    @property
    def name(self) -> str:
        """Take its name from its id."""
        return self.id.rpartition("/")[2]


class VirtualNetwork(Struct):
    """A virtual network and the names of its subnets."""

    id: str
    location: str
    subnets: list[str] = field(default_factory=list)
