"""Every address the simulator serves. Names in braces match one path segment; case never matters."""

from local_stack.simulator.web import (
    admin,
    admin_events,
    admin_world,
    authorization,
    compute,
    containers,
    discovery,
    disks,
    entra,
    event_grid_topics,
    file_restore,
    jobs,
    key_vault,
    mount_scripts,
    operations,
    places,
    policies,
    prevalidation,
    protected_items,
    protection,
    quotas,
    recovery_points,
    restore,
    subscriptions,
    usages,
    validation,
    vault_settings,
    vaults,
)
from local_stack.simulator.web.routing import Handler, existence

SUBSCRIPTION = "/subscriptions/{subscription}"
GROUP = f"{SUBSCRIPTION}/resourceGroups/{{group}}"
REGION = f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/locations/{{region}}"
VAULT = f"{GROUP}/providers/Microsoft.RecoveryServices/vaults/{{vault}}"
FABRIC = f"{VAULT}/backupFabrics/Azure"
CONTAINER = f"{FABRIC}/protectionContainers/{{container}}"
ITEM = f"{CONTAINER}/protectedItems/{{item}}"
CONFIG = f"{VAULT}/backupconfig/vaultconfig"
STORAGE_CONFIG = f"{VAULT}/backupstorageconfig/vaultstorageconfig"
POLICY = f"{VAULT}/backupPolicies/{{policy}}"
JOB = f"{VAULT}/backupJobs/{{job}}"
POINT = f"{ITEM}/recoveryPoints/{{point}}"
COMPUTE = f"{GROUP}/providers/Microsoft.Compute"
VM = f"{COMPUTE}/virtualMachines/{{vm}}"
STORAGE_ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/{{account}}"
CLASSIC_STORAGE_ACCOUNT = f"{GROUP}/providers/Microsoft.ClassicStorage/storageAccounts/{{account}}"
NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/{{network}}"

# Azure Resource Manager: each call needs a token and an api-version.
ARM: list[tuple[str, str, Handler]] = [
    ("GET", "/subscriptions", subscriptions.list_all),
    ("GET", SUBSCRIPTION, subscriptions.get),
    ("GET", f"{SUBSCRIPTION}/resourceGroups", subscriptions.list_groups),
    ("GET", GROUP, subscriptions.get_group),
    ("PUT", GROUP, subscriptions.put_group),
    ("GET", f"{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines", compute.list_all),
    ("GET", f"{COMPUTE}/virtualMachines", compute.list_all),
    ("GET", VM, compute.get),
    ("PUT", VM, compute.put),
    ("DELETE", VM, compute.delete),
    ("GET", f"{COMPUTE}/disks", disks.list_all),
    ("GET", f"{COMPUTE}/disks/{{disk}}", disks.get),
    ("GET", STORAGE_ACCOUNT, places.get_storage_account),
    ("GET", CLASSIC_STORAGE_ACCOUNT, places.get_classic_storage_account),
    ("GET", NETWORK, places.get_network),
    ("GET", f"{NETWORK}/subnets/{{subnet}}", places.get_subnet),
    ("GET", f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/vaults", vaults.list_all),
    ("GET", f"{GROUP}/providers/Microsoft.RecoveryServices/vaults", vaults.list_all),
    ("GET", VAULT, vaults.get),
    ("PUT", VAULT, vaults.put),
    ("PATCH", VAULT, vaults.patch),
    ("DELETE", VAULT, vaults.delete),
    ("GET", f"{VAULT}/operationStatus/{{operation}}", operations.vault_status),
    ("GET", f"{VAULT}/operationResults/{{operation}}", operations.vault_result),
    ("GET", CONFIG, vault_settings.config),
    ("PUT", CONFIG, vault_settings.change_config),
    ("PATCH", CONFIG, vault_settings.change_config),
    ("GET", STORAGE_CONFIG, vault_settings.storage_config),
    ("PUT", STORAGE_CONFIG, vault_settings.put_storage_config),
    ("PATCH", STORAGE_CONFIG, vault_settings.patch_storage_config),
    ("GET", f"{VAULT}/backupEncryptionConfigs/backupResourceEncryptionConfig", vault_settings.encryption_config),
    ("GET", f"{VAULT}/backupResourceGuardProxies", vault_settings.resource_guards),
    ("GET", f"{VAULT}/backupPolicies", policies.list_all),
    ("GET", POLICY, policies.get),
    ("PUT", POLICY, policies.put),
    ("DELETE", POLICY, policies.delete),
    ("POST", f"{FABRIC}/refreshContainers", discovery.refresh_containers),
    ("GET", f"{VAULT}/backupProtectableItems", discovery.list_protectable),
    ("POST", f"{REGION}/backupStatus", discovery.backup_status),
    ("POST", f"{REGION}/backupPreValidateProtection", prevalidation.pre_validate),
    ("POST", f"{REGION}/backupValidateFeatures", prevalidation.validate_feature),
    ("GET", f"{VAULT}/backupProtectionContainers", containers.list_registered),
    ("GET", f"{VAULT}/backupDeletedProtectionContainers", containers.list_deleted),
    ("GET", CONTAINER, containers.get),
    ("GET", f"{VAULT}/backupUsageSummaries", usages.summary),
    ("GET", f"{VAULT}/usages", usages.of_vault),
    ("GET", f"{VAULT}/replicationUsages", usages.of_replication),
    ("GET", f"{VAULT}/backupProtectedItems", protected_items.list_all),
    ("GET", ITEM, protected_items.get),
    ("PUT", ITEM, protection.put),
    ("DELETE", ITEM, protection.delete),
    ("POST", f"{ITEM}/backup", protection.back_up),
    ("GET", f"{ITEM}/recoveryPoints", recovery_points.list_all),
    ("GET", POINT, recovery_points.get),
    ("POST", f"{POINT}/provisionInstantItemRecovery", file_restore.start),
    ("POST", f"{POINT}/listInstantItemRecoveryOperationResult", file_restore.list_scripts),
    ("POST", f"{POINT}/revokeInstantItemRecovery", file_restore.stop),
    ("POST", f"{POINT}/restore", restore.start),
    ("POST", f"{VAULT}/backupValidateOperation", validation.at_once),
    ("POST", f"{VAULT}/backupTriggerValidateOperation", validation.start),
    ("GET", f"{VAULT}/backupJobs", jobs.list_all),
    ("GET", JOB, jobs.get),
    ("POST", f"{JOB}/cancel", jobs.stop),
    # The same operation answers under every form of address (reference: the table of long operations).
    ("GET", f"{ITEM}/operationsStatus/{{operation}}", operations.status),
    ("GET", f"{FABRIC}/operationsStatus/{{operation}}", operations.status),
    ("GET", f"{JOB}/operationsStatus/{{operation}}", operations.status),
    ("GET", f"{POLICY}/operations/{{operation}}", operations.status),
    ("GET", f"{VAULT}/backupValidateOperationsStatuses/{{operation}}", operations.status),
    ("GET", f"{VAULT}/backupOperations/{{operation}}", operations.status),
    ("GET", f"{ITEM}/operationResults/{{operation}}", operations.result),
    ("GET", f"{CONTAINER}/operationResults/{{operation}}", operations.result),
    ("GET", f"{FABRIC}/operationResults/{{operation}}", operations.result),
    ("GET", f"{JOB}/operationResults/{{operation}}", operations.result),
    ("GET", f"{POLICY}/operationResults/{{operation}}", operations.result),
    ("GET", f"{VAULT}/backupValidateOperationResults/{{operation}}", operations.result),
    ("GET", f"{VAULT}/backupOperationResults/{{operation}}", operations.result),
]

ARM += authorization.rows(SUBSCRIPTION, GROUP) + event_grid_topics.rows(SUBSCRIPTION, GROUP)

# Whether something exists, ARM tells without a body.
ARM += existence(
    {
        GROUP: subscriptions.get_group,
        VM: compute.get,
        STORAGE_ACCOUNT: places.get_storage_account,
        NETWORK: places.get_network,
    }
)

# Identity and metadata: they hand out tokens, or what one needs to get one.
IDENTITY: list[tuple[str, str, Handler]] = [
    ("GET", "/{tenant}/v2.0/.well-known/openid-configuration", entra.openid_configuration),
    ("GET", "/common/discovery/instance", entra.instance_discovery),
    ("POST", "/{tenant}/oauth2/v2.0/token", entra.token),
    ("GET", "/msi/token", entra.app_service_token),
    ("GET", "/metadata/identity/oauth2/token", entra.instance_metadata_token),
    ("GET", "/metadata/endpoints", entra.clouds),
    ("GET", mount_scripts.WINDOWS_PROGRAM, mount_scripts.windows_program),
]

# The simulator itself.
ADMIN: list[tuple[str, str, Handler]] = [
    ("GET", "/_simulator", admin.overview),
    ("GET", "/_simulator/faults", admin.list_faults),
    ("POST", "/_simulator/faults", admin.add_fault),
    ("DELETE", "/_simulator/faults", admin.clear_faults),
    ("GET", "/_simulator/outcomes", admin.list_outcomes),
    ("POST", "/_simulator/outcomes", admin.add_outcome),
    ("DELETE", "/_simulator/outcomes", admin.clear_outcomes),
    ("GET", "/_simulator/findings", admin.list_findings),
    ("POST", "/_simulator/findings", admin.add_finding),
    ("DELETE", "/_simulator/findings", admin.clear_findings),
    ("POST", "/_simulator/vms", admin_world.add_vm),
    ("PATCH", "/_simulator/vms/{vm}", admin_world.change_vm),
    ("POST", "/_simulator/protected-items", admin_world.add_protected),
    ("GET", "/_simulator/event-subscriptions", admin_events.list_subscriptions),
    ("POST", "/_simulator/event-subscriptions", admin_events.add_subscription),
    ("DELETE", "/_simulator/event-subscriptions/{name}", admin_events.remove_subscription),
    ("POST", "/_simulator/events", admin_events.publish),
    ("GET", "/_simulator/events", admin_events.list_delivered),
    ("GET", "/_simulator/dead-letters", admin_events.list_dead_letters),
    ("GET", "/_simulator/journal", admin.journal),
    ("DELETE", "/_simulator/journal", admin.clear_journal),
    ("GET", "/_simulator/quotas", quotas.show),
    ("POST", "/_simulator/quotas", quotas.switch),
    ("DELETE", "/_simulator/quotas", quotas.refill),
    ("GET", "/_simulator/clock", admin.clock),
    ("POST", "/_simulator/clock", admin.move_clock),
    ("GET", "/_simulator/mounts/{operation}", admin.mount),
]

# The key vault, at an address of its own: each call needs a token and an api-version, too.
SECRETS: list[tuple[str, str, Handler]] = [
    ("GET", "/secrets", key_vault.list_all),
    ("PUT", "/secrets/{secret}", key_vault.put),
    ("GET", "/secrets/{secret}", key_vault.get),
    ("DELETE", "/secrets/{secret}", key_vault.delete),
    ("GET", "/secrets/{secret}/versions", key_vault.list_versions),
    ("GET", "/secrets/{secret}/{version}", key_vault.get),
    ("GET", "/deletedsecrets", key_vault.list_deleted),
    ("GET", "/deletedsecrets/{secret}", key_vault.get_deleted),
    ("DELETE", "/deletedsecrets/{secret}", key_vault.purge),
    ("POST", "/deletedsecrets/{secret}/recover", key_vault.recover),
]
