"""A vault is made, changed, looked at from all sides, and deleted."""

from conformance.pattern import Some, Without
from conformance.stories import Story, az

_VAULT = {
    "name": "az-vault",
    "id": "/subscriptions/$subscription/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/az-vault",
    "type": "Microsoft.RecoveryServices/vaults",
    "location": "westeurope",
    "resourceGroup": "backup",
}

VAULT = Story(
    "vault",
    (
        az("backup vault show -g backup -n az-vault", exit_code=3, says="ResourceNotFound"),
        az(
            "backup vault create -g backup -n az-vault -l westeurope --tags team=shop",
            _VAULT
            | {"tags": {"team": "shop"}, "properties": {"provisioningState": "Succeeded"}, "sku": {"name": "Standard"}},
        ),
        az(
            "backup vault create -g backup -n az-vault -l westeurope --public-network-access Disable",
            _VAULT | {"properties": {"publicNetworkAccess": "Disabled"}},
        ),
        az("backup vault create -g nowhere -n az-lost -l westeurope", exit_code=1, says="ResourceGroupNotFound"),
        az("backup vault list", Some(_VAULT)),
        az("backup vault list -g backup", Some({"name": "nightly"})),
        az("backup vault list -g restored", []),
        az("backup vault show -g backup -n az-vault", _VAULT | {"identity": None}),
        az(
            "backup vault update -g backup -n az-vault --backup-storage-redundancy LocallyRedundant"
            " --public-network-access Enable",
            {
                "properties": {
                    "publicNetworkAccess": "Enabled",
                    "redundancySettings": {"standardTierStorageRedundancy": "LocallyRedundant"},
                }
            },
        ),
        az(
            "backup vault update -g backup -n az-vault --tags team=ops --immutability-state Unlocked",
            {
                "tags": {"team": "ops"},
                "properties": {"securitySettings": {"immutabilitySettings": {"state": "Unlocked"}}},
            },
        ),
        az("backup vault identity assign -g backup -n az-vault --system-assigned", {"identity": {"type": str}}),
        az("backup vault identity show -g backup -n az-vault", {"type": "SystemAssigned", "principalId": str}),
        az("backup vault identity remove -g backup -n az-vault --system-assigned", Without(("principalId",))),
        az(
            "backup vault backup-properties show -g backup -n az-vault",
            [
                {"properties": {"storageModelType": "LocallyRedundant"}},
                {"properties": {"softDeleteFeatureState": "AlwaysON", "enhancedSecurityState": str}},
            ],
        ),
        az(
            "backup vault backup-properties set -g backup -n az-vault --soft-delete-duration 30",
            {"properties": {"softDeleteFeatureState": "AlwaysON", "softDeleteRetentionPeriodInDays": 30}},
        ),
        az(
            "backup vault backup-properties set -g backup -n nightly --soft-delete-feature-state Disable",
            {"properties": {"softDeleteFeatureState": "Disabled"}},
        ),
        az(
            "backup vault backup-properties set -g backup -n nightly --soft-delete-feature-state Enable"
            " --soft-delete-duration 21",
            {"properties": {"softDeleteFeatureState": "Enabled", "softDeleteRetentionPeriodInDays": 21}},
        ),
        az(
            "backup vault backup-properties set -g backup -n az-vault --backup-storage-redundancy GeoRedundant",
            {"properties": {"redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant"}}},
        ),
        az(
            "backup vault encryption show -g backup -n az-vault",
            {"properties": {"encryptionAtRestType": "MicrosoftManaged"}},
        ),
        az("backup vault delete -g backup -n az-vault --yes"),
        az("backup vault show -g backup -n az-vault", exit_code=3, says="ResourceNotFound"),
    ),
)
