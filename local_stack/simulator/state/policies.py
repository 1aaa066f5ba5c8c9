"""Backup policies: found, put and deleted."""

from datetime import datetime, timedelta
from uuid import uuid4

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Policy, ProtectedItem, Vault
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.policy_as_stored import as_stored
from local_stack.simulator.state.policy_rules import check, check_name
from local_stack.simulator.state.runs import Job, Json, Operation, Run
from local_stack.simulator.state.world import Cloud

_DAY = timedelta(days=1)


def find_policy(vault: Vault, name: str) -> Policy:
    """Find a policy by name; refuse an unknown one."""
    if policy := vault.policies.get(name.lower()):
        return policy
    raise refuse("PolicyNotFound", policy=name)


def put_policy(cloud: Cloud, vault: Vault, name: str, properties: Json) -> tuple[Policy, Operation | None]:
    """Create a policy, or replace its properties: by an operation, if items are protected with it."""
    written = as_stored(properties)
    known = vault.policies.get(name.lower())
    _check(cloud, vault, name, written)
    vault.policy_writes.append(cloud.now())
    if known and items_under(vault, known):
        return known, _begin_edit(cloud, vault, known, written)
    policy = Policy(known.name if known else name, written)
    vault.policies[name.lower()] = policy
    return policy, None


def delete_policy(vault: Vault, name: str) -> bool:
    """Delete a policy, and tell whether there was one; refuse one that items are protected with."""
    known = vault.policies.get(name.lower())
    if known and (items := items_under(vault, known)):
        raise refuse("PolicyInUse", policy=known.name, items=str(len(items)))
    return vault.policies.pop(name.lower(), None) is not None


def policy_edit_ends(_: Cloud, vault: Vault, operation: Operation, at: datetime) -> None:
    """Let the new properties hold, for the items that have the policy, too."""
    end(vault, operation)
    for job in operation.jobs:
        vault.jobs[job].end(Run.COMPLETED, at)
    if policy := vault.policies.get(operation.locks.lower()):
        policy.properties = operation.policy or policy.properties


def items_under(vault: Vault, policy: Policy) -> list[ProtectedItem]:
    """List the items protected with a policy, which all of them spell alike."""
    return [item for item in vault.items.values() if item.policy == policy.name]


def _check(cloud: Cloud, vault: Vault, name: str, properties: Json) -> None:
    """Refuse a policy that is malformed, one too many, or written too often."""
    if not {"backupManagementType", "schedulePolicy", "retentionPolicy"} <= properties.keys():
        raise refuse("WrongPolicy")
    if properties["backupManagementType"] == "AzureIaasVM":
        check(properties)
    limits = cloud.world.limits
    if name.lower() not in vault.policies:
        check_name(name)
        if len(vault.policies) >= limits.policies_per_vault:
            raise refuse("TooManyPolicies", limit=str(limits.policies_per_vault))
    vault.policy_writes = [at for at in vault.policy_writes if cloud.now() - at < _DAY]
    if len(vault.policy_writes) >= limits.policy_writes_per_day:
        raise refuse("TooManyPolicyWrites", limit=str(limits.policy_writes_per_day))


def _begin_edit(cloud: Cloud, vault: Vault, policy: Policy, properties: Json) -> Operation:
    """Push new properties to the items, with a job for each; refuse while that goes on."""
    if policy.name in vault.locked:
        raise refuse("Locked")
    operation = cloud.begin(vault, "edit policy", policy.name, cloud.durations.draw("edit policy"))
    for item in items_under(vault, policy):
        job = Job(str(uuid4()), "ConfigureBackup", item.vm, operation.started, operation.id)
        job.properties = {"Policy Name": policy.name}
        vault.jobs[job.id] = job
        operation.jobs.append(job.id)
    operation.policy = properties
    return operation
