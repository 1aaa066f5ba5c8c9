"""What a restore leaves behind: disks, and a VM that is new or has changed its disks."""

import re
from datetime import datetime

from local_stack.simulator.state.announcements import announce
from local_stack.simulator.state.entities import Vault, VirtualMachine
from local_stack.simulator.state.machines import add_vm
from local_stack.simulator.state.names import DISKS, ResourceName, in_group, vm_name
from local_stack.simulator.state.resources import DATA_GIGABYTES, OS_GIGABYTES, Disk, DiskSet
from local_stack.simulator.state.restore_request import Restore
from local_stack.simulator.state.runs import Job
from local_stack.simulator.state.world import Cloud


def leave_behind(cloud: Cloud, vault: Vault, job: Job, restore: Restore, at: datetime) -> None:
    """Make what was asked for; without a target resource group there are only blobs (restore_disks.json)."""
    request = restore.request
    match request.recovery_type:
        case "RestoreDisks" if group := request.target_resource_group_id:
            target = in_group(group, job.vm.name)
            _announce(cloud, target, _make_disks(cloud, vault, restore, target, at))
        case "AlternateLocation" if name := vm_name(request.target_virtual_machine_id or ""):
            disks = _make_disks(cloud, vault, restore, name, at)
            vm = VirtualMachine(name, vault.location, restore.os_type, disks, discovered=False, size=restore.vm_size)
            add_vm(cloud, vm)
            _announce(cloud, name, disks, vm.id)
        case "OriginalLocation":
            vm = cloud.world.vms[job.vm.vm_id().lower()]
            fresh = _make_disks(cloud, vault, restore, vm.name, at)
            # The disks it had stay in the resource group (documented), attached to nothing.
            vm.disks = DiskSet(fresh.os, vm.disks.data | fresh.data)
            _announce(cloud, vm.name, fresh)
            announce(cloud, [vm.id], method="PUT")


def plain(vm: str) -> str:
    """Write a VM's name as restores do: `clitestvmjffuk` of `clitest-vmjffuk` (restore_disks.json)."""
    return re.sub(r"[^0-9a-z]", "", vm.lower())


def _announce(cloud: Cloud, vm: ResourceName, disks: DiskSet, *others: str) -> None:
    """Announce what is new: ARM writes it for Azure Backup as for anybody else."""
    announce(cloud, [*[vm._replace(name=disk).id_of(DISKS) for disk in disks.names()], *others])


def _make_disks(cloud: Cloud, vault: Vault, restore: Restore, vm: ResourceName, at: datetime) -> DiskSet:
    """Put the chosen disks into the resource group of a VM, whose name they get, and tell their names."""
    disks = _names(restore, vm.name, at)
    for name in disks.names():
        is_os = name == disks.os
        disk = Disk(
            name=vm._replace(name=name),
            location=vault.location,
            created=at,
            gigabytes=OS_GIGABYTES[restore.os_type] if is_os else DATA_GIGABYTES,
            os_type=restore.os_type if is_os else "",
            point=restore.point,
            zones=restore.request.zones or [],
            encryption_set=restore.request.disk_encryption_set_id or "",
        )
        cloud.world.disks[disk.id.lower()] = disk
    return disks


def _names(restore: Restore, vm: str, at: datetime) -> DiskSet:
    """Name restored disks `{vm}-osdisk-20200403-021020`, `{vm}-datadisk-000-...`, as public scripts quote them."""
    luns = restore.request.chosen(restore.backed_up).data
    stamp = f"{at:%Y%m%d-%H%M%S}"
    data = {lun: f"{plain(vm)}-datadisk-{place:03}-{stamp}" for place, lun in enumerate(luns)}
    return DiskSet(f"{plain(vm)}-osdisk-{stamp}", data)
