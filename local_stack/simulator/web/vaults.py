"""Vaults over HTTP."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.names import same
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.vaults import create_vault, delete_vault, update_vault
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.operation_addresses import accepted, status_address
from local_stack.simulator.web.paging import page
from local_stack.simulator.web.times import iso

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
    "redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Disabled"},
    "secureScore": "None",
    "bcdrSecurityLevel": "Poor",
    "publicNetworkAccess": "Enabled",
    "restoreSettings": {"crossSubscriptionRestoreSettings": {"crossSubscriptionRestoreState": "Enabled"}},
}


def get(call: Call) -> Answer:
    """Show a vault."""
    return Answer(200, _vault_body(call.vault))


def list_all(call: Call) -> Answer:
    """List the vaults of a subscription or of one resource group."""
    group = call.names.get("group")
    vaults = [
        vault
        for vault in call.cloud.world.vaults.values()
        if same(vault.name.subscription, call.names["subscription"]) and (not group or same(vault.name.group, group))
    ]
    return page(call, [_vault_body(vault) for vault in vaults])


def put(call: Call) -> Answer:
    """Create a vault, or replace the settings of one that exists (recorded in vault_create.json)."""
    location = call.body.get("location")
    if not isinstance(location, str) or "sku" not in call.body:
        raise refuse("WrongInput")
    known = call.cloud.world.vaults.get(call.vault_name.vault_id().lower())
    if known:
        update_vault(call.cloud, known, _settings(call.body))
        return Answer(200, _vault_body(known))
    vault, operation = create_vault(call.cloud, call.vault_name, location, _settings(call.body))
    return Answer(201, _vault_body(vault), {"Azure-AsyncOperation": status_address(call, operation)})


def patch(call: Call) -> Answer:
    """Change settings of a vault (recorded in vault_update_patch.json)."""
    return accepted(call, update_vault(call.cloud, call.vault, _settings(call.body)))


def delete(call: Call) -> Answer:
    """Delete an empty vault (recorded in vault_delete.json)."""
    return accepted(call, delete_vault(call.cloud, call.vault))


def config(call: Call) -> Answer:
    """Show the backup settings of a vault (recorded in vault_config_softdelete_get_patch.json)."""
    properties = {
        "enhancedSecurityState": "Enabled",
        "softDeleteFeatureState": "Disabled",
        "softDeleteRetentionPeriodInDays": 14,
        "isSoftDeleteFeatureStateEditable": True,
    }
    kind = "Microsoft.RecoveryServices/vaults/backupconfig"
    name = "vaultconfig"
    return Answer(
        200, {"id": f"{call.vault.id}/backupconfig/{name}", "name": name, "type": kind, "properties": properties}
    )


def encryption_config(call: Call) -> Answer:
    """Show how a vault encrypts, which `az` asks for before it restores (form: specification; no recording has it)."""
    name = "backupResourceEncryptionConfig"
    kind = "Microsoft.RecoveryServices/vaults/backupEncryptionConfigs"
    properties = {
        "encryptionAtRestType": "MicrosoftManaged",
        "lastUpdateStatus": "NotEnabled",
        "infrastructureEncryptionState": "Disabled",
    }
    where = f"{call.vault.id}/backupEncryptionConfigs/{name}"
    return Answer(200, {"id": where, "name": name, "type": kind, "properties": properties})


def resource_guards(call: Call) -> Answer:
    """List the resource guards of a vault, which `az` asks for before it stops protection: none."""
    return page(call, []) if call.vault else Answer(404)


def _settings(body: Json) -> Json:
    return {key: value for key, value in body.items() if key in {"properties", "sku", "tags", "identity"} and value}


def _vault_body(vault: Vault) -> Json:
    properties = {"provisioningState": vault.provisioning, **_PROPERTIES, **vault.body.get("properties", {})}
    changed = iso(vault.changed).replace(":", "%3A")
    return {
        "location": vault.location,
        "name": vault.name.name,
        "etag": f"W/\"datetime'{changed}'\"",
        **({"tags": vault.body["tags"]} if "tags" in vault.body else {}),
        "properties": properties,
        "id": vault.id,
        "type": "Microsoft.RecoveryServices/vaults",
        "sku": vault.body.get("sku", {"name": "Standard"}),
    }
