"""Disks are restored, into a resource group or unmanaged; a new VM is made; a VM's own disks are replaced."""

from conformance.azure_cli.names import NEW_VAULT, job, of, points
from conformance.pattern import Pattern, Some
from conformance.stories import Story, Vm, az

_POINT = "backup restore restore-disks $vault -c db21 -i db21 --storage-account staging4backup -r $point"
_TASKS = {"properties": {"extendedInfo": {"tasksList": Some({"status": "Completed"}), "propertyBag": dict}}}


def _restored(vm: str = "db21") -> Pattern:
    return job("Restore", vm)


RESTORE = Story(
    "restore",
    (
        az("backup vault create -g backup -n az-restore -l westeurope", NEW_VAULT),
        az("backup protection enable-for-vm $vault --vm $vms/db21 -p DefaultPolicy", job("ConfigureBackup", "db21")),
        az(f"backup protection backup-now {of('db21')}", job("Backup", "db21")),
        az(f"backup recoverypoint list {of('db21')}", points("point")),
        az(f"{_POINT} --target-resource-group restored", _restored()),
        az("backup job show $vault -n $job", _TASKS),
        az(f"{_POINT} -t restored --restore-only-osdisk", _restored()),
        az(f"{_POINT} -t restored --diskslist 1", _restored()),
        az(_POINT, _restored(), says="restored as unmanaged"),
        az(
            f"{_POINT} -t restored --target-vm-name db21-again --target-vnet-name shop-net"
            " --target-vnet-resource-group shop --target-subnet-name default",
            _restored(),
        ),
        az("backup job show $vault -n $job", _TASKS),
        az(f"{_POINT} --restore-mode OriginalLocation", _restored()),
        az("disk list -g restored", Some({"name": str})),
        az("vm show -g restored -n db21-again", {"name": "db21-again", "location": "westeurope"}),
        az(
            f"{_POINT.replace('staging4backup', 'nothere')} -t restored",
            exit_code=1,
            says="ResourceNotFound|not found|could not be found",
        ),
        az(f"{_POINT} -t nowhere", exit_code=1, says="nowhere"),
        az(
            f"{_POINT} -t restored --target-vm-name db21-again --target-vnet-name shop-net"
            " --target-vnet-resource-group shop --target-subnet-name default",
            exit_code=1,
            says="db21-again",
        ),
        az("backup job list $vault --operation Restore --status Completed", [{"name": str}] * 6),
    ),
    vms=(Vm("db21", "Windows", luns=(0, 1)),),
)
