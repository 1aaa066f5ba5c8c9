"""Protection: a VM gets a policy, another policy, or none."""

from datetime import datetime
from uuid import uuid4

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import ProtectedItem, RecoveryPoint, Vault
from local_stack.simulator.state.immutability import is_immutable
from local_stack.simulator.state.names import ResourceName, same, vm_name
from local_stack.simulator.state.runs import Change, Job, Json, Operation, Run, Told
from local_stack.simulator.state.soft_delete import keeps_deleted
from local_stack.simulator.state.world import Cloud


def find_item(vault: Vault, key: str) -> ProtectedItem:
    """Find a protected item by the protectable name of its VM; refuse an unknown one."""
    if item := vault.items.get(key):
        return item
    raise refuse("ItemNotFound")


def find_point(item: ProtectedItem, name: str, now: datetime) -> RecoveryPoint:
    """Find a recovery point that has not expired; refuse an unknown one."""
    for point in item.kept(now):
        if point.name == name:
            return point
    raise refuse("PointNotFound", point=name)


def put_protection(cloud: Cloud, vault: Vault, key: str, properties: Json, activity_id: str) -> Operation:
    """Protect a VM, change its protection, or stop it: one PUT, told apart by its properties."""
    state, policy_id = properties.get("protectionState"), properties.get("policyId")
    if key in vault.items and vault.items[key].deleted:
        return _undelete(cloud, vault, key, properties, activity_id)
    if state == "BackupsSuspended":
        return _suspend(cloud, vault, key, activity_id)
    if key in vault.items and (state == "ProtectionStopped" or policy_id == ""):
        return _begin(cloud, vault, Change("stop", vault.items[key].vm), activity_id)
    vm = _protectable(cloud, vault, key, str(properties.get("sourceResourceId")))
    policy = _policy(vault, policy_id or "")
    return _begin(cloud, vault, Change("enable", vm, policy, properties.get("extendedProperties")), activity_id)


def delete_item(cloud: Cloud, vault: Vault, key: str, activity_id: str) -> Operation:
    """Delete an item with its data: for good, or where the vault has soft delete, for some days to come."""
    item = find_item(vault, key)
    if item.deleted:
        raise refuse("SoftDeleted")
    if is_immutable(vault) and item.kept(cloud.now()):
        raise refuse("Immutable")
    return _begin(cloud, vault, Change("delete", item.vm), activity_id)


def _suspend(cloud: Cloud, vault: Vault, key: str, activity_id: str) -> Operation:
    """Stop backups and let those that are there expire by their policy, which only an immutable vault has."""
    if not is_immutable(vault):
        raise refuse("Immutable")
    item = find_item(vault, key)
    if not item.policy:
        raise refuse("NotProtected")
    return _begin(cloud, vault, Change("stop", item.vm, item.policy), activity_id)


def _protectable(cloud: Cloud, vault: Vault, key: str, vm_id: str) -> ResourceName:
    """Find the VM a PUT is about; refuse one the vault cannot see, or that another vault protects."""
    vm = vm_name(vm_id)
    if vm is None or vm.protectable_name() != key:
        raise refuse("WrongItem")
    protector = cloud.world.protector(vm)
    if protector and protector[0] is not vault:
        raise refuse("ProtectedElsewhere")
    known = cloud.world.vms.get(vm.vm_id().lower())
    if known is None or known.id.lower() not in vault.discovered:
        raise refuse("WrongItem")
    return known.name


def _policy(vault: Vault, policy_id: str) -> str:
    """Find the policy of this vault that an id names; refuse a policy that is not for VMs."""
    head, _, name = policy_id.rpartition("/")
    policy = vault.policies.get(name.lower())
    if policy is None or not same(head, f"{vault.id}/backupPolicies"):
        raise refuse("UnknownPolicy", policy=policy_id)
    if policy.properties["backupManagementType"] != "AzureIaasVM":
        raise refuse("WrongItem")
    return policy.name


def _begin(cloud: Cloud, vault: Vault, change: Change, activity_id: str) -> Operation:
    """Start an operation and its job; refuse while another one works on the item."""
    key = change.vm.protectable_name()
    if key in vault.locked:
        raise refuse("Locked")
    outcome = cloud.world.outcome(_JOB[change.kind], change.vm.name)
    lasts = "soft delete" if change.kind == "delete" and keeps_deleted(vault) else change.kind
    operation = cloud.begin(vault, change.kind, key, cloud.lasts(lasts, outcome))
    job = Job(str(uuid4()), _JOB[change.kind], change.vm, operation.started, activity_id)
    job.ends_as, job.error_details = Run(outcome.status), outcome.details()
    job.properties = _job_properties(change, vault.items.get(key))
    vault.jobs[job.id] = job
    # Unlike a backup's, the operation fails with its job: both end together.
    operation.job, operation.change, operation.error = job.id, change, outcome.failure()
    return operation


def _job_properties(change: Change, item: ProtectedItem | None) -> dict[str, str]:
    """Say in the job what changes (recorded in delete_protection_data, enable_protection, soft_delete_and_undelete)."""
    if change.kind == "delete":
        return {"Number of Recovery Points": str(len(item.points) if item else 0)}
    return {"Undelete flag": "True"} if change.kind == "undelete" else {"Policy Name": change.policy}


def _undelete(cloud: Cloud, vault: Vault, key: str, properties: Json, activity_id: str) -> Operation:
    """Take a deletion back (recorded in soft_delete_and_undelete.json); nothing else can be done with the item."""
    if properties.get("isRehydrate") is not True:
        raise refuse("SoftDeleted")
    return _begin(cloud, vault, Change("undelete", vault.items[key].vm), activity_id)


_JOB: dict[str, Told] = {
    "enable": "ConfigureBackup",
    "stop": "DisableBackup",
    "delete": "DeleteBackupData",
    "undelete": "Undelete",
}
