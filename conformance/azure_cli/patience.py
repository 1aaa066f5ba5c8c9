"""Operations and jobs take their time: az looks again, waits for jobs, and stops one."""

from conformance.azure_cli.names import NEW_VAULT, job, of
from conformance.stories import Story, Vm, az

# Simulated seconds: 1000 are one real one. Three real seconds are over at az's second look, after 5.
_SOON, _LATER, _NEVER = 3_000, 20_000, 1_000_000

PATIENCE = Story(
    "patience",
    (
        az("backup vault create -g backup -n az-patience -l westeurope", NEW_VAULT),
        az("backup protection enable-for-vm $vault --vm $vms/app51 -p DefaultPolicy", job("ConfigureBackup", "app51")),
        az("backup protection enable-for-vm $vault --vm $vms/web52 -p DefaultPolicy", job("ConfigureBackup", "web52")),
        az(f"backup protection backup-now {of('web52')}", job("Backup", "web52", "InProgress")),
        az(
            f"backup protection backup-now {of('web52')}",
            exit_code=1,
            says="UserErrorBackupOperationInProgress|OperationInProgress",
        ),
        az("backup job list $vault --status InProgress", [job("Backup", "web52", "InProgress")]),
        az("backup job stop $vault -n $job"),
        az("backup job wait $vault -n $job", job("Backup", "web52", "Cancelled"), says="Waiting for job '$job'"),
        az("backup job show $vault -n $job", job("Backup", "web52", "Cancelled")),
        az("backup job stop $vault -n $job"),
        az(f"backup protection backup-now {of('app51')}", job("Backup", "app51", "InProgress")),
        az("backup job wait $vault -n $job", job("Backup", "app51"), says="Waiting for job '$job'"),
        az("backup job list $vault --operation Backup", [job("Backup", "app51"), job("Backup", "web52", "Cancelled")]),
        az(
            "backup job show $vault -n 00000000-0000-0000-0000-000000000000",
            exit_code=3,
            says="not found|does not exist|NotFound",
        ),
    ),
    vms=(Vm("app51", discovered=False), Vm("web52")),
    takes=(
        {"operation": "ConfigureBackup", "vm": "app51", "duration": _SOON},
        {"operation": "Backup", "vm": "app51", "duration": _LATER},
        {"operation": "Backup", "vm": "web52", "duration": _NEVER},
    ),
)
