"""VMs are protected, listed and unlisted ones; looked at, backed up, stopped, resumed and suspended."""

from conformance.azure_cli.names import NEW_VAULT, item, job, of, points, shown
from conformance.pattern import Keep, Pattern, Some, Without
from conformance.stories import Story, Vm, az

_LISTED = of("web11")
_UNLISTED = '$vault -c "IaasVMContainer;iaasvmcontainerv2;shop;app11" -i "VM;iaasvmcontainerv2;shop;app11"'
_TASKS = [{"taskId": name, "status": "Completed"} for name in ("Take Snapshot", "Transfer data to vault")]
_VAULTS = "/subscriptions/$subscription/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults"


def _disks(*luns: int, included: bool) -> Pattern:
    """Expect an item whose backup leaves disks out."""
    disks = {"diskLunList": list(luns), "isInclusionList": included}
    return item(sourceResourceId="$vms/web11", extendedProperties={"diskExclusionProperties": disks})


PROTECTION = Story(
    "protection",
    (
        az("backup vault create -g backup -n az-protection -l westeurope", NEW_VAULT),
        az("backup protection check-vm --vm $vms/web11"),
        az(
            "backup protection enable-for-vm $vault --vm $vms/web11 -p DefaultPolicy"
            " --disk-list-setting include --diskslist 0",
            job("ConfigureBackup", "web11"),
        ),
        az("backup protection enable-for-vm $vault --vm $vms/app11 -p EnhancedPolicy", job("ConfigureBackup", "app11")),
        az(
            "backup protection enable-for-vm $vault --vm $vms/web11 -p DefaultPolicy",
            exit_code=1,
            says="already Protected",
        ),
        az(
            "backup protection enable-for-vm $vault --vm $vms/nobody -p DefaultPolicy",
            exit_code=1,
            says="ResourceNotFound",
        ),
        az("backup protection check-vm --vm $vms/web11", f"{_VAULTS}/az-protection"),
        az(
            "backup container list $vault --backup-management-type AzureIaasVM",
            [item(friendlyName="app11"), item(friendlyName="web11")],
        ),
        az(
            "backup container show $vault -n web11 --backup-management-type AzureIaasVM",
            {"name": Keep("container"), "properties": {"registrationStatus": "Registered", "healthStatus": "Healthy"}},
        ),
        az("backup item list $vault", Some(item(friendlyName="app11", protectionState="IRPending"))),
        az(
            "backup item list $vault -c web11 --backup-management-type AzureIaasVM --workload-type VM",
            [{"name": Keep("item")}],
        ),
        az('backup item show $vault -c "$container" -n "$item"', _disks(0, included=True)),
        az(
            "backup protection update-for-vm $vault -c web11 -i web11 --disk-list-setting exclude --diskslist 0",
            job("ConfigureBackup", "web11"),
        ),
        az(shown("web11"), _disks(0, included=False)),
        az(
            "backup protection update-for-vm $vault -c web11 -i web11 --disk-list-setting resetexclusionsettings",
            job("ConfigureBackup", "web11"),
        ),
        az(shown("web11"), {"properties": Without(("extendedProperties",))}),
        az(f"backup recoverypoint list {_LISTED}", []),
        az(f"backup protection backup-now {_LISTED} --retain-until 31-12-2026", job("Backup", "web11")),
        az("backup job show $vault -n $job", {"properties": {"extendedInfo": {"tasksList": _TASKS}}}),
        az(f"backup protection backup-now {_UNLISTED}", job("Backup", "app11")),
        az(f"backup recoverypoint list {_LISTED}", points("point")),
        az(f"backup recoverypoint list {_LISTED} --start-date 01-01-2026 --end-date 31-12-2027", points("point")),
        az(f"backup recoverypoint list {_LISTED} --start-date 01-01-2026 --end-date 31-01-2026", []),
        az(
            f"backup recoverypoint show {_LISTED} -n $point",
            {"name": "$point", "properties": {"osType": "Linux", "isInstantIlrSessionActive": False}},
        ),
        az(shown("web11"), item(protectionState="Protected", lastBackupStatus="Completed", healthStatus="Passed")),
        az(f"backup protection resume {_LISTED} -p EnhancedPolicy", exit_code=1, says="already protected"),
        az(f"backup protection disable {_LISTED} --yes", job("DisableBackup", "web11")),
        az(shown("web11"), item(protectionState="ProtectionStopped")),
        az(f"backup protection backup-now {_LISTED}", exit_code=1, says="BMSUserError"),
        az(f"backup protection resume {_LISTED} -p EnhancedPolicy", job("ConfigureBackup", "web11")),
        az(shown("web11"), item(protectionState="Protected", policyName="EnhancedPolicy")),
        az(f"backup protection disable {_LISTED} --retain-as-per-policy --yes", exit_code=1, says="(?i)immutab"),
        az("backup vault update -g backup -n az-protection --immutability-state Unlocked", ...),
        az(f"backup protection disable {_LISTED} --retain-as-per-policy --yes", job("DisableBackup", "web11")),
        az(shown("web11"), item(protectionState="BackupsSuspended")),
        az("backup item list $vault --backup-management-type AzureIaasVM", [{"name": str}] * 2),
    ),
    vms=(Vm("web11", luns=(0,)), Vm("app11", discovered=False)),
)
