"""What Azure checks before it restores; a validation asks the same."""

import re
from collections.abc import Iterator

from local_stack.simulator.errors import Refusal, refuse
from local_stack.simulator.state.entities import ProtectedItem, Vault
from local_stack.simulator.state.names import ResourceName, same, vm_name
from local_stack.simulator.state.restore_request import Restore, RestoreRequest
from local_stack.simulator.state.world import Cloud

# How long Azure lets the name of a VM be.
LONGEST = {"Windows": 15, "Linux": 64}
_NAME = re.compile(r"[0-9a-z]([0-9a-z-]*[0-9a-z])?", re.IGNORECASE)


def problems(cloud: Cloud, vault: Vault, item: ProtectedItem, restore: Restore) -> Iterator[Refusal]:
    """List what is wrong with a restore before it begins, the first being what a restore is refused for."""
    request = restore.request
    region = request.region or vault.location
    if not (same(request.source_resource_id, item.vm.vm_id()) and same(region, vault.location)):
        yield refuse("WrongInput")
    if item.vm.protectable_name() in vault.locked:
        yield refuse("Locked")
    if item.restore_job:
        yield refuse("RestoreRunning")
    yield from _of_disks(restore)
    yield from _of_staging(cloud, vault, request)
    yield from target_problems(cloud, item.vm, restore)


def target_problems(cloud: Cloud, vm: ResourceName, restore: Restore) -> Iterator[Refusal]:
    """List what is wrong with where a VM shall be restored to; that may change while the restore runs."""
    match restore.request.recovery_type:
        case "RestoreDisks":
            yield from _of_group(cloud, restore.request)
        case "AlternateLocation":
            yield from _of_new_vm(cloud, restore)
        case "OriginalLocation" if vm.vm_id().lower() not in cloud.world.vms:
            yield refuse("SourceVmGone")


def _of_disks(restore: Restore) -> Iterator[Refusal]:
    for lun in restore.request.restore_disk_lun_list or []:
        if lun not in restore.backed_up.data:
            yield refuse("DiskNotInPoint", point=restore.point, lun=str(lun))


def _of_staging(cloud: Cloud, vault: Vault, request: RestoreRequest) -> Iterator[Refusal]:
    account = cloud.world.storage_accounts.get(request.staging_id.lower())
    if not request.staging_id:
        yield refuse("FieldMissing", type=request.recovery_type, field="storageAccountId")
    elif account is None:
        yield refuse("StagingAccountNotFound", account=request.staging_id)
    elif not same(account.location, vault.location):
        yield refuse("StagingAccountElsewhere", account=account.id, region=account.location, vault=vault.location)


def _of_group(cloud: Cloud, request: RestoreRequest) -> Iterator[Refusal]:
    group = request.target_resource_group_id
    if group and group.lower().rstrip("/") not in cloud.world.groups:
        yield refuse("TargetGroupNotFound", group=group)


def _of_new_vm(cloud: Cloud, restore: Restore) -> Iterator[Refusal]:
    request = restore.request
    needed = {
        "targetResourceGroupId": request.target_resource_group_id,
        "targetVirtualMachineId": request.target_virtual_machine_id,
        "virtualNetworkId": request.virtual_network_id,
        "subnetId": request.subnet_id,
    }
    for field in (name for name, value in needed.items() if not value):
        yield refuse("FieldMissing", type=request.recovery_type, field=field)
    yield from _of_group(cloud, request)
    yield from _of_name(cloud, request, LONGEST[restore.os_type])
    yield from _of_network(cloud, request)


def _of_name(cloud: Cloud, request: RestoreRequest, longest: int) -> Iterator[Refusal]:
    """Check the id of the new VM, if there is one."""
    wanted, group = request.target_virtual_machine_id, request.target_resource_group_id or ""
    name = vm_name(wanted or "")
    good = name and same(name.group_id(), group.rstrip("/")) and _NAME.fullmatch(name.name)
    if wanted and not (name and good and len(name.name) <= longest):
        yield refuse("VmNameMalformed", vm=wanted, longest=str(longest))
    elif name and name.vm_id().lower() in cloud.world.vms:
        yield refuse("VmNameTaken", name=name.name, group=name.group)


def _of_network(cloud: Cloud, request: RestoreRequest) -> Iterator[Refusal]:
    """Check the network and its subnet, if both are named."""
    network_id, subnet_id = request.virtual_network_id, request.subnet_id
    if not (network_id and subnet_id):
        return
    network = cloud.world.networks.get(network_id.lower())
    subnets = [f"{network.id}/subnets/{name}".lower() for name in network.subnets] if network else []
    if subnet_id.lower() not in subnets:
        yield refuse("SubnetNotFound", subnet=subnet_id, network=network_id)
