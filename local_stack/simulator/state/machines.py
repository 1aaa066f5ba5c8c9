"""VMs and their disks, as far as backup looks at them."""

from collections.abc import Iterable

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.names import DISKS, VIRTUAL_MACHINES, ResourceName, same
from local_stack.simulator.state.resources import DATA_GIGABYTES, OS_GIGABYTES, Disk, DiskSet
from local_stack.simulator.state.world import Cloud


def disks_of_a_new_vm(vm: str, luns: Iterable[int]) -> DiskSet:
    """Name the disks of a VM that comes without names for them."""
    return DiskSet(f"{vm}_OsDisk", {lun: f"{vm}_lun{lun}" for lun in luns})


def add_vm(cloud: Cloud, vm: VirtualMachine) -> None:
    """Put a VM into the world with its disks, or replace it; its region's vaults see a discovered one at once."""
    key = vm.id.lower()
    known = cloud.world.vms.get(key)
    vm.guid, vm.created = (known.guid, known.created) if known else (vm.guid, vm.created or cloud.now())
    cloud.world.vms[key] = vm
    cloud.world.add_group(vm.name.group_id(), vm.location)
    for disk in disks_of(cloud, vm):
        cloud.world.disks.setdefault(disk.id.lower(), disk)
    for vault in cloud.world.vaults.values():
        if vm.discovered and same(vm.location, vault.location):
            vault.discovered.add(key)


def disks_of(cloud: Cloud, vm: VirtualMachine) -> list[Disk]:
    """Make the disks a VM names, as new ones."""
    group, now = vm.name, cloud.now()
    os_disk = Disk(group._replace(name=vm.disks.os), vm.location, now, OS_GIGABYTES[vm.os_type], vm.os_type)
    data = [Disk(group._replace(name=name), vm.location, now, DATA_GIGABYTES) for name in vm.disks.data.values()]
    return [os_disk, *data]


def remove_vm(cloud: Cloud, name: ResourceName) -> bool:
    """Delete a VM; its disks, its protected item and its recovery points stay."""
    for vault in cloud.world.vaults.values():
        vault.discovered.discard(name.vm_id().lower())
    return cloud.world.vms.pop(name.vm_id().lower(), None) is not None


def find_vm(cloud: Cloud, name: ResourceName) -> VirtualMachine:
    """Find a VM, or refuse as ARM's gateway does."""
    if vm := cloud.world.vms.get(name.vm_id().lower()):
        return vm
    raise refuse("ResourceNotFound", type=VIRTUAL_MACHINES, name=name.name, group=name.group)


def find_disk(cloud: Cloud, name: ResourceName) -> Disk:
    """Find a disk, or refuse as ARM's gateway does."""
    if disk := cloud.world.disks.get(name.id_of(DISKS).lower()):
        return disk
    raise refuse("ResourceNotFound", type=DISKS, name=name.name, group=name.group)


def users_of_disks(cloud: Cloud) -> dict[str, VirtualMachine]:
    """Tell by the ids of disks, in lower case, to which VM each is attached: they are in its resource group."""
    return {
        vm.name._replace(name=name).id_of(DISKS).lower(): vm
        for vm in cloud.world.vms.values()
        for name in vm.disks.names()
    }
