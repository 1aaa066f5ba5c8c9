"""Vaults come, change and go; each of it is a long operation."""

import re
from datetime import datetime, timedelta

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.discovery import seen_from
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.first_policies import policies_of_a_new_vault
from local_stack.simulator.state.names import ResourceName, same
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.redundancy import check_storage
from local_stack.simulator.state.regions import REGIONS, plain_region
from local_stack.simulator.state.runs import Json, Operation
from local_stack.simulator.state.world import Cloud

# One minute after the deletion, one recorded status was Succeeded, another was gone (vault_delete.json).
REMAINS = timedelta(minutes=1)

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{1,49}")


def add_vault(cloud: Cloud, name: ResourceName, location: str, body: Json | None = None) -> Vault:
    """Put a ready vault into the world; it sees the discovered VMs of its region at once."""
    vault = Vault(name, location, body or {}, cloud.now(), policies=policies_of_a_new_vault(cloud.now()))
    vault.discovered = {key for key in seen_from(cloud, vault) if cloud.world.vms[key].discovered}
    cloud.world.vaults[vault.id.lower()] = vault
    cloud.world.add_group(name.group_id(), location)
    return vault


def create_vault(cloud: Cloud, name: ResourceName, location: str, body: Json) -> tuple[Vault, Operation]:
    """Create a vault; it is Provisioning until the operation ends (recorded in vault_create.json)."""
    _check_new(cloud, name, plain_region(location))
    vault = add_vault(cloud, name, plain_region(location), body)
    if wanted := _redundancy_in(body):
        check_storage(vault, wanted)
    vault.provisioning = "Provisioning"
    return vault, _begin(cloud, vault, "create vault")


def replace_vault(cloud: Cloud, vault: Vault, location: str, body: Json) -> Operation:
    """Change a vault by a PUT, which cannot move it."""
    if plain_region(location) != plain_region(vault.location):
        name, group = vault.name.name, vault.name.group
        raise refuse("OtherLocation", name=name, group=group, location=vault.location, wanted=location)
    return update_vault(cloud, vault, {"tags": {}} | body)


def update_vault(cloud: Cloud, vault: Vault, body: Json) -> Operation:
    """Change properties, sku, identity or tags of a vault (recorded in vault_update_patch.json); tags as a whole."""
    if wanted := _redundancy_in(body):
        check_storage(vault, wanted)
    for key, value in body.items():
        merges = isinstance(value, dict) and key != "tags"
        vault.body[key] = {**vault.body.get(key, {}), **value} if merges else value
    vault.changed = cloud.now()
    return _begin(cloud, vault, "update vault")


def delete_vault(cloud: Cloud, vault: Vault) -> Operation:
    """Delete an empty vault; refuse one with items."""
    if vault.items:
        raise refuse("VaultNotEmpty", items=",".join(item.vm.name for item in vault.items.values()))
    return _begin(cloud, vault, "delete vault")


def vault_operation_ends(cloud: Cloud, vault: Vault, operation: Operation, at: datetime) -> None:
    """Let the vault be ready, or gone."""
    end(vault, operation)
    vault.provisioning = "Succeeded"
    if operation.kind == "delete vault":
        vault.deleted = at
        cloud.world.deleted_vaults[vault.id.lower()] = cloud.world.vaults.pop(vault.id.lower())


def vault_or_its_remains(cloud: Cloud, name: ResourceName) -> Vault:
    """Find a vault, or one just deleted: its operation can still be looked at, for a while."""
    remains = cloud.world.deleted_vaults.get(name.vault_id().lower())
    if remains and remains.deleted and cloud.now() - remains.deleted < REMAINS:
        return cloud.world.vaults.get(name.vault_id().lower(), remains)
    return cloud.world.vault(name)


def _check_new(cloud: Cloud, name: ResourceName, region: str) -> None:
    """Refuse what cannot be: a vault without a group or a region, with a bad or a taken name, or one too many."""
    if not _NAME.fullmatch(name.name):
        raise refuse("WrongVaultName", name=name.name)
    if name.group_id().lower() not in cloud.world.groups:
        raise refuse("GroupNotFound", group=name.group)
    if region not in REGIONS:
        raise refuse("NoSuchLocation", location=region, available=",".join(sorted(REGIONS)))
    others = [one for one in cloud.world.vaults.values() if same(one.name.subscription, name.subscription)]
    if any(same(one.name.name, name.name) for one in others):
        raise refuse("VaultNameTaken")
    limit = cloud.world.limits.vaults_per_region
    if sum(same(one.location, region) for one in others) >= limit:
        raise refuse("TooManyVaults", limit=str(limit), location=region)


def _redundancy_in(body: Json) -> object:
    """Read how a vault shall store, if a body says so."""
    settings = (body.get("properties") or {}).get("redundancySettings") or {}
    return settings.get("standardTierStorageRedundancy")


def _begin(cloud: Cloud, vault: Vault, kind: str) -> Operation:
    return cloud.begin(vault, kind, "vault", cloud.durations.draw("vault"))
