"""Restore a VM from a recovery point: its disks, a new VM, or the VM itself."""

from dataclasses import replace
from typing import Annotated

import typer

from shared.arm_ids import parts_of_vault, parts_of_vm
from shared.requests import RestoreVm
from vmbackup import given
from vmbackup.asking import carried_out
from vmbackup.exits import Wrong
from vmbackup.options import Group, How, Point, Restoring, Vm, Yes, Zone
from vmbackup.session import Session
from vmbackup.vms import Found, meant

Lun = Annotated[
    list[int] | None,
    typer.Option("--lun", help="Only the OS disk and this one; may be repeated.", show_default="all disks"),
]


def disks(  # noqa: PLR0913 - a command's options
    session: Session,
    vm: Vm,
    *,
    group: Group,
    lun: Lun = None,
    zone: Zone = None,
    restoring: Restoring,
    point: Point,
    how: How,
) -> int:
    """Restore a VM's disks into a resource group, with a template to deploy them."""
    it = meant(vm, how.vault, session)
    target = given.some(resourceGroupId=_group(group, it), luns=lun or None, zone=zone)
    fields = _fields(it, {"disks": target}, restoring, point)
    return carried_out(RestoreVm, fields, it.name, session, _how(how, restoring))


def new_vm(  # noqa: PLR0913 - a command's options
    session: Session,
    vm: Vm,
    *,
    name: Annotated[str, typer.Option("--name", help="The new VM's name.", show_default=False)],
    group: Group,
    subnet: Annotated[
        str, typer.Option("--subnet", help="Its subnet: network/subnet in the group, or ARM id.", show_default=False)
    ],
    zone: Zone = None,
    restoring: Restoring,
    point: Point,
    how: How,
) -> int:
    """Restore a VM as a new VM, beside the one that there is."""
    it = meant(vm, how.vault, session)
    where = _group(group, it)
    target = given.some(name=name, resourceGroupId=where, subnetId=_subnet(subnet, where), zone=zone)
    fields = _fields(it, {"newVm": target}, restoring, point)
    return carried_out(RestoreVm, fields, it.name, session, _how(how, restoring))


def in_place(  # noqa: PLR0913 - a command's options
    session: Session, vm: Vm, *, yes: Yes = False, restoring: Restoring, point: Point, how: How
) -> int:
    """Replace a VM's disks by those of a recovery point."""
    it = meant(vm, how.vault, session)
    if not (yes or restoring.dry_run):
        session.confirm(f"Replace the disks of {it.name}, resource group {parts_of_vm(it.vm_id).group}?")
    fields = _fields(it, {"replaceExisting": {}}, restoring, point)
    return carried_out(RestoreVm, fields, it.name, session, _how(how, restoring))


def _fields(it: Found, to: dict[str, object], restoring: Restoring, point: Point) -> dict[str, object]:
    staging = _account(restoring.staging, it)
    return it.fields | {"to": to, "stagingStorageAccountId": staging} | point.fields | restoring.fields


def _how(how: How, restoring: Restoring) -> How:
    """Return how it is sent: who only asks waits for the answer."""
    return replace(how, wait=how.wait or restoring.dry_run)


def _group(group: str, it: Found) -> str:
    subscription = parts_of_vm(it.vm_id).subscription
    return group if group.startswith("/") else f"/subscriptions/{subscription}/resourceGroups/{group}"


def _account(staging: str, it: Found) -> str:
    if staging.startswith("/"):
        return staging
    parts = parts_of_vault(it.vault_id)
    group, _, name = staging.rpartition("/")
    scope = f"/subscriptions/{parts.subscription}/resourceGroups/{group or parts.group}"
    return f"{scope}/providers/Microsoft.Storage/storageAccounts/{name}"


def _subnet(subnet: str, group: str) -> str:
    if subnet.startswith("/"):
        return subnet
    network, is_two, name = subnet.partition("/")
    if not is_two:
        raise Wrong(f"{subnet} is no subnet", "Write network/subnet, or its ARM id.", field="--subnet")
    return f"{group}/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{name}"
