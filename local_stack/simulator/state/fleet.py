"""Many protected VMs at once, as if their protection had been going on for long."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from local_stack.simulator.state.backup import DEFAULT_RETENTION
from local_stack.simulator.state.entities import ProtectedItem, RecoveryPoint, Vault, VirtualMachine
from local_stack.simulator.state.health import USUAL_FAILURE, Health, ailing
from local_stack.simulator.state.machines import add_vm, disks_of_a_new_vm
from local_stack.simulator.state.names import ResourceName, vm_name
from local_stack.simulator.state.policies import find_policy
from local_stack.simulator.state.soft_delete import keep_for_now
from local_stack.simulator.state.world import Cloud

type ItemState = Literal["Protected", "IRPending", "ProtectionStopped", "ProtectionError", "SoftDeleted"]
type BackupStatus = Literal["Completed", "CompletedWithWarnings", "Failed"]

# What a nightly backup looks like in the morning, and how long after its start the snapshot is taken.
USUAL_AGE = timedelta(hours=6)
SNAPSHOT = timedelta(seconds=4.4)


class Fleet(Struct, rename="camel", forbid_unknown_fields=True):
    """Protected VMs: those with these ids, or so many new ones in the group `fleet`, named `{prefix}0001` and so on.

    `last_backup` is six hours ago if nothing is said, or never (IRPending); `error` is the title of a recorded health
    code, for failed backups and states in error.
    """

    vms: list[str] = field(default_factory=list)
    count: int = 0
    prefix: str = "vm"
    policy: str = "DefaultPolicy"
    state: ItemState = "Protected"
    status: BackupStatus = "Completed"
    last_backup: Annotated[datetime, Meta(tz=True)] | None = None
    error: str = ""

    def __post_init__(self) -> None:
        """Refuse a fleet of nobody."""
        if self.count < 0 or not (self.vms or self.count):
            raise ValueError("a fleet needs vms, or a count of 1 or more")


def add_fleet(cloud: Cloud, vault: Vault, fleet: Fleet) -> list[str]:
    """Protect a fleet, at once and without jobs, and tell the VMs' ids; those that do not exist are made."""
    group = vault.name._replace(group="fleet")
    names = [_vm_name(vm_id) for vm_id in fleet.vms]
    names += [group._replace(name=f"{fleet.prefix}{number:04}") for number in range(1, fleet.count + 1)]
    for name in names:
        vm = cloud.world.vms.get(name.vm_id().lower()) or _make(cloud, vault, name)
        vault.discovered.add(vm.id.lower())
        vault.items[vm.name.protectable_name()] = _item(cloud, vault, vm, fleet)
    return [name.vm_id() for name in names]


def _vm_name(vm_id: str) -> ResourceName:
    if name := vm_name(vm_id):
        return name
    raise ValueError(f"not the id of a VM: {vm_id}")


def _make(cloud: Cloud, vault: Vault, name: ResourceName) -> VirtualMachine:
    vm = VirtualMachine(name, vault.location, disks=disks_of_a_new_vm(name.name, []))
    add_vm(cloud, vm)
    return vm


def _item(cloud: Cloud, vault: Vault, vm: VirtualMachine, fleet: Fleet) -> ProtectedItem:
    now, policy = cloud.now(), find_policy(vault, fleet.policy)
    item = ProtectedItem(vm.name, policy.name, cloud.identifiers.number(15), fleet.state, health=_health(fleet))
    if fleet.state != "IRPending" or fleet.last_backup:
        item.last_backup, item.last_backup_status = fleet.last_backup or now - USUAL_AGE, fleet.status
        point = _point(cloud, vault, item, vm)
        item.points[point.name] = point
    if fleet.state in ("ProtectionStopped", "SoftDeleted"):
        item.policy, item.state = "", "ProtectionStopped"
    if fleet.state == "SoftDeleted":
        keep_for_now(cloud, vault, item, now)
    return item


def _health(fleet: Fleet) -> Health | None:
    """Say what is wrong, if anything is."""
    wrong = fleet.status == "Failed" or fleet.state == "ProtectionError"
    return ailing(fleet.error or USUAL_FAILURE) if wrong or fleet.error else None


def _point(cloud: Cloud, vault: Vault, item: ProtectedItem, vm: VirtualMachine) -> RecoveryPoint:
    """Keep the last backup's recovery point; if that has failed, the one of the day before."""
    started = (item.last_backup or cloud.now()) - timedelta(days=item.last_backup_status == "Failed")
    policy = find_policy(vault, item.policy).properties
    return RecoveryPoint(
        name=cloud.identifiers.number(15),
        taken=started + SNAPSHOT,
        expires=started + DEFAULT_RETENTION,
        instant_until=started + timedelta(days=policy.get("instantRpRetentionRangeInDays", 2)),
        os_type=vm.os_type,
        vm_size=vm.size,
        policy_type=policy.get("policyType", "V1"),
        hardened=True,
        disks=vm.disks,
    )
