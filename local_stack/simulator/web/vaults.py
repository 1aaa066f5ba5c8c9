"""Vaults over HTTP."""

from datetime import timedelta

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.immutability import immutability, is_immutable
from local_stack.simulator.state.names import same
from local_stack.simulator.state.redundancy import redundancy
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.soft_delete import configuration
from local_stack.simulator.state.vaults import create_vault, delete_vault, replace_vault, update_vault
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.identity_of_vault import identity_body
from local_stack.simulator.web.operation_addresses import accepted, status_address
from local_stack.simulator.web.paging import page
from local_stack.simulator.web.times import iso

# How secure an immutable vault is (vault_update_patch.json).
_SAFER = {"secureScore": "Minimum", "bcdrSecurityLevel": "Fair"}

# Of some of its settings a new vault says nothing: between one second and four and a half minutes (vault_create and
# vault_update_patch.json).
_A_WHILE = timedelta(minutes=2)

_PROPERTIES: Json = {
    "privateEndpointStateForBackup": "None",
    "privateEndpointStateForSiteRecovery": "None",
    "monitoringSettings": {
        "azureMonitorAlertSettings": {
            "alertsForAllJobFailures": "Enabled",
            "alertsForAllReplicationIssues": "Enabled",
            "alertsForAllFailoverIssues": "Enabled",
        },
        "classicAlertSettings": {
            "alertsForCriticalOperations": "Enabled",
            "emailNotificationsForSiteRecovery": "Enabled",
        },
    },
    "secureScore": "None",
    "bcdrSecurityLevel": "Poor",
    "publicNetworkAccess": "Enabled",
    "restoreSettings": {"crossSubscriptionRestoreSettings": {"crossSubscriptionRestoreState": "Enabled"}},
}


def get(call: Call) -> Answer:
    """Show a vault."""
    return Answer(200, _vault_body(call, call.vault))


def list_all(call: Call) -> Answer:
    """List the vaults of a subscription or of one resource group."""
    group = call.names.get("group")
    vaults = [
        vault
        for vault in call.cloud.world.vaults.values()
        if same(vault.name.subscription, call.names["subscription"]) and (not group or same(vault.name.group, group))
    ]
    return page(call, [_vault_body(call, vault) for vault in vaults])


def put(call: Call) -> Answer:
    """Create a vault, or replace the settings of one that exists (recorded in vault_create.json)."""
    location = call.body.get("location")
    if not isinstance(location, str) or "sku" not in call.body:
        raise refuse("WrongInput")
    known = call.cloud.world.vaults.get(call.vault_name.vault_id().lower())
    if known:
        replace_vault(call.cloud, known, location, _settings(call.body))
        return Answer(200, _vault_body(call, known))
    vault, operation = create_vault(call.cloud, call.vault_name, location, _settings(call.body))
    return Answer(201, _vault_body(call, vault), {"Azure-AsyncOperation": status_address(call, operation)})


def patch(call: Call) -> Answer:
    """Change settings of a vault (recorded in vault_update_patch.json)."""
    return accepted(call, update_vault(call.cloud, call.vault, _settings(call.body)))


def delete(call: Call) -> Answer:
    """Delete an empty vault (recorded in vault_delete.json)."""
    return accepted(call, delete_vault(call.cloud, call.vault))


def _settings(body: Json) -> Json:
    """Read what can be set; nothing else than objects can."""
    settings = {key: body[key] for key in ("properties", "sku", "tags", "identity") if body.get(key)}
    if not all(isinstance(value, dict) for value in settings.values()):
        raise refuse("WrongInput")
    return settings


def _vault_body(call: Call, vault: Vault) -> Json:
    asked = vault.body.get("properties", {})
    properties = {"provisioningState": vault.provisioning, **_PROPERTIES, **asked}
    properties["redundancySettings"] = redundancy(vault)
    settled = vault.created is None or call.now - vault.created >= _A_WHILE
    if settled:
        properties |= (_SAFER if is_immutable(vault) else {}) | {"backupStorageVersion": _storage_version(vault)}
    if settled or "securitySettings" in asked:
        properties["securitySettings"] = _security(vault)
    changed = iso(vault.changed).replace(":", "%3A")
    return {
        "location": vault.location,
        "name": vault.name.name,
        "etag": f"W/\"datetime'{changed}'\"",
        **({"tags": vault.body["tags"]} if vault.body.get("tags") else {}),
        **({"identity": identity} if (identity := identity_body(vault)) else {}),
        "properties": properties,
        "id": vault.id,
        "type": "Microsoft.RecoveryServices/vaults",
        "sku": vault.body.get("sku", {"name": "Standard"}),
    }


def _storage_version(vault: Vault) -> str:
    """Tell how backups are stored: nothing is said before there is any (vault_update_patch, cross_region_restore)."""
    return "V1" if vault.items else "Unassigned"


def _security(vault: Vault) -> Json:
    """Write what is recorded in vault_update_patch.json; soft delete has other names here than in its configuration."""
    told, state = configuration(vault), immutability(vault.body)
    return {
        "immutabilitySettings": {"state": state} if state else None,
        "softDeleteSettings": {
            "softDeleteRetentionPeriodInDays": told["softDeleteRetentionPeriodInDays"],
            "softDeleteState": told["softDeleteFeatureState"],
            "enhancedSecurityState": told["enhancedSecurityState"],
        },
        "multiUserAuthorization": "Disabled",
    }
