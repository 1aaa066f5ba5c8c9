"""Protection ends with its data: softly and taken back, or for good, and in the end with the vault."""

from conformance.azure_cli.names import NEW_VAULT, item, job, of, points, shown
from conformance.pattern import Some, Without
from conformance.stories import Story, Vm, az


def _delete(vm: str) -> str:
    return f"backup protection disable {of(vm)} --delete-backup-data --yes"


def _soft_delete(state: str) -> object:
    return {"properties": {"softDeleteFeatureState": state, "softDeleteRetentionPeriodInDays": 14}}


# The vaults of `az backup vault create` have soft delete for ever.
DELETION = Story(
    "deletion",
    (
        az("backup vault create -g backup -n az-deletion -l westeurope", NEW_VAULT),
        az("backup vault backup-properties show -g backup -n az-deletion", Some(_soft_delete("AlwaysON"))),
        az(
            "backup vault backup-properties set -g backup -n az-deletion --soft-delete-feature-state Disable",
            _soft_delete("AlwaysON"),
            says="current Soft Delete State is AlwaysOn",
        ),
        az("backup protection enable-for-vm $vault --vm $vms/web41 -p DefaultPolicy", job("ConfigureBackup", "web41")),
        az("backup protection enable-for-vm $vault --vm $vms/web42 -p DefaultPolicy", job("ConfigureBackup", "web42")),
        az(f"backup protection backup-now {of('web41')}", job("Backup", "web41")),
        az(
            "backup vault delete -g backup -n az-deletion --yes",
            exit_code=1,
            says="existing resources within the vault",
        ),
        az(_delete("web41"), job("DeleteBackupData", "web41")),
        az(shown("web41"), item(isScheduledForDeferredDelete=True, protectionState="ProtectionStopped")),
        az(f"backup protection backup-now {of('web41')}", exit_code=1, says="ProtectionStopped|SoftDeleted"),
        az(f"backup protection resume {of('web41')} -p DefaultPolicy", exit_code=1, says="(?i)soft.?delete"),
        az(
            "backup vault list-soft-deleted-containers -g backup -n az-deletion --backup-management-type AzureIaasVM",
            [item(friendlyName="web41")],
        ),
        az("backup container list $vault --backup-management-type AzureIaasVM", [item(friendlyName="web42")]),
        az(f"backup protection undelete {of('web41')}", job("Undelete", "web41")),
        az(shown("web41"), {"properties": Without(("isScheduledForDeferredDelete",))}),
        az(f"backup recoverypoint list {of('web41')}", points("point")),
        az(f"backup protection resume {of('web41')} -p EnhancedPolicy", job("ConfigureBackup", "web41")),
        az(shown("web41"), item(protectionState="Protected", policyName="EnhancedPolicy")),
        az(_delete("web41"), job("DeleteBackupData", "web41")),
        az("backup job list $vault --operation DeleteBackupData", [job("DeleteBackupData", "web41")] * 2),
        az(_delete("web42"), job("DeleteBackupData", "web42")),
        az(
            "backup vault delete -g backup -n az-deletion --yes --force",
            exit_code=1,
            says="backup items in soft deleted state",
        ),
    ),
    vms=(Vm("web41"), Vm("web42")),
)

# Older vaults may do without.
ERASURE = Story(
    "erasure",
    (
        az(
            "backup vault backup-properties set -g backup -n az-erasure --soft-delete-feature-state Disable",
            _soft_delete("Disabled"),
        ),
        az("backup protection enable-for-vm $vault --vm $vms/web43 -p DefaultPolicy", job("ConfigureBackup", "web43")),
        az("backup protection enable-for-vm $vault --vm $vms/web44 -p DefaultPolicy", job("ConfigureBackup", "web44")),
        az(f"backup protection backup-now {of('web43')}", job("Backup", "web43")),
        az(_delete("web43"), job("DeleteBackupData", "web43")),
        az("backup item list $vault", [item(friendlyName="web44")]),
        az("backup protection check-vm --vm $vms/web43"),
        az(
            "backup protection enable-for-vm -g backup -v nightly --vm $vms/web44 -p DefaultPolicy",
            exit_code=1,
            says="already Protected with same or other Vault",
        ),
        az("backup protection enable-for-vm $vault --vm $vms/web43 -p DefaultPolicy", job("ConfigureBackup", "web43")),
        az("backup vault delete -g backup -n az-erasure --yes --force", says="Deleting backup item 'web4[34]'"),
        az("backup vault show -g backup -n az-erasure", exit_code=3, says="ResourceNotFound"),
        az("backup protection check-vm --vm $vms/web44"),
    ),
    vms=(Vm("web43"), Vm("web44")),
)
