"""Vaults come, change and go; each of it is a long operation."""

import re
from datetime import datetime, timedelta

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.discovery import seen_from
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.first_policies import policies_of_a_new_vault
from local_stack.simulator.state.immutability import check_immutability, soft_delete_settings
from local_stack.simulator.state.names import ResourceName, same
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.redundancy import check_storage
from local_stack.simulator.state.regions import REGIONS, plain_region
from local_stack.simulator.state.runs import Json, Operation
from local_stack.simulator.state.soft_delete import configure_through_vault
from local_stack.simulator.state.world import Cloud

# One minute after the deletion, one recorded status was Succeeded, another was gone (vault_delete.json).
REMAINS = timedelta(minutes=1)
# Real seconds: however fast the clock, whoever was told to look again after one finds it.
AT_LEAST = 3

# `az backup vault update` sends them back as it has read them (specification: readOnly).
_READ_ONLY = {
    "provisioningState",
    "backupStorageVersion",
    "secureScore",
    "bcdrSecurityLevel",
    "multiUserAuthorization",
    "privateEndpointStateForBackup",
    "privateEndpointStateForSiteRecovery",
}

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{1,49}")


def add_vault(cloud: Cloud, name: ResourceName, location: str, body: Json | None = None) -> Vault:
    """Put a ready vault into the world; it sees the discovered VMs of its region at once."""
    vault = Vault(name, location, {}, cloud.now(), policies=policies_of_a_new_vault(cloud.now()))
    _take_settings(vault, body or {})
    vault.discovered = {key for key in seen_from(cloud, vault) if cloud.world.vms[key].discovered}
    cloud.world.vaults[vault.id.lower()] = vault
    cloud.world.add_group(name.group_id(), location)
    return vault


def create_vault(cloud: Cloud, name: ResourceName, location: str, body: Json) -> tuple[Vault, Operation]:
    """Create a vault; it is Provisioning until the operation ends (recorded in vault_create.json)."""
    _check_new(cloud, name, plain_region(location))
    vault = add_vault(cloud, name, plain_region(location), body)
    vault.provisioning, vault.created = "Provisioning", cloud.now()
    return vault, _begin(cloud, vault, "create vault")


def replace_vault(cloud: Cloud, vault: Vault, location: str, body: Json) -> Operation:
    """Change a vault by a PUT, which cannot move it."""
    if plain_region(location) != plain_region(vault.location):
        name, group = vault.name.name, vault.name.group
        raise refuse("OtherLocation", name=name, group=group, location=vault.location, wanted=location)
    return update_vault(cloud, vault, {"tags": {}} | body)


def update_vault(cloud: Cloud, vault: Vault, body: Json) -> Operation:
    """Change properties, sku, identity or tags of a vault (recorded in vault_update_patch.json); tags as a whole."""
    _take_settings(vault, body)
    vault.changed = cloud.now()
    return _begin(cloud, vault, "update vault")


def delete_vault(cloud: Cloud, vault: Vault) -> Operation:
    """Delete an empty vault; refuse one with items."""
    if vault.items:
        alive = any(item.deleted is None for item in vault.items.values())
        names = ",".join(item.vm.name for item in vault.items.values())
        raise refuse("VaultInUse", items=names) if alive else refuse("VaultNotEmpty", items=names)
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
    stays = max(REMAINS, timedelta(seconds=AT_LEAST * cloud.clock.speed))
    if remains and remains.deleted and cloud.now() - remains.deleted < stays:
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


def _take_settings(vault: Vault, body: Json) -> None:
    """Take settings, once it is clear that all of them can be."""
    if wanted := _redundancy_in(body):
        check_storage(vault, wanted)
    check_immutability(vault, body)
    configure_through_vault(vault, soft_delete_settings(body))
    tags = {"tags": body["tags"]} if "tags" in body else {}
    vault.body = _merged(vault.body, body) | tags


def _merged(old: Json, new: Json) -> Json:
    """Put what is new over what was, setting by setting; what is null, or only Azure's to say, stays as it was."""
    new = {key: value for key, value in new.items() if value is not None and key not in _READ_ONLY}
    both = {key: _merged(old[key], new[key]) for key in old.keys() & new.keys() if isinstance(new[key], dict)}
    return old | new | both


def _redundancy_in(body: Json) -> object:
    """Read how a vault shall store, if a body says so."""
    settings = (body.get("properties") or {}).get("redundancySettings") or {}
    return settings.get("standardTierStorageRedundancy")


def _begin(cloud: Cloud, vault: Vault, kind: str) -> Operation:
    return cloud.begin(vault, kind, "vault", cloud.durations.draw("vault"))
