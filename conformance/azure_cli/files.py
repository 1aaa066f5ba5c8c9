"""The files of a recovery point are mounted and unmounted, from a Linux and from a Windows VM."""

from conformance.azure_cli.names import NEW_VAULT, job, of, points
from conformance.stories import Command, Story, Vm, az

_DOWNLOADED = "File downloaded: {}_.+_[0-9a-f]+.{}. Use password [0-9a-f]{{15}}"


def _session(vm: str, *, active: bool) -> Command:
    return az(
        f"backup recoverypoint show {of(vm)} -n ${vm}",
        {"name": f"${vm}", "properties": {"isInstantIlrSessionActive": active}},
    )


FILES = Story(
    "files",
    (
        az("backup vault create -g backup -n az-files -l westeurope", NEW_VAULT),
        *(
            command
            for vm, system, end in (("web31", "Linux", "py"), ("db31", "Windows", "exe"))
            for command in (
                az(
                    f"backup protection enable-for-vm $vault --vm $vms/{vm} -p DefaultPolicy",
                    job("ConfigureBackup", vm),
                ),
                az(f"backup protection backup-now {of(vm)}", job("Backup", vm)),
                az(f"backup recoverypoint list {of(vm)}", points(vm)),
                az(f"backup restore files mount-rp $vault -c {vm} -i {vm} -r ${vm}", says=_DOWNLOADED.format(vm, end)),
                _session(vm, active=True),
                az(
                    f"backup restore files mount-rp $vault -c {vm} -i {vm} -r ${vm}",
                    exit_code=1,
                    says="UserErrorIlrSessionAlreadyActive",
                ),
                az(f"backup restore files unmount-rp $vault -c {vm} -i {vm} -r ${vm}"),
                _session(vm, active=False),
                az(f"backup restore files unmount-rp $vault -c {vm} -i {vm} -r ${vm}"),
                az(f"backup restore files mount-rp $vault -c {vm} -i {vm} -r ${vm}", says=_DOWNLOADED.format(vm, end)),
                az(f"backup restore files unmount-rp $vault -c {vm} -i {vm} -r ${vm}"),
            )
        ),
        az("backup restore files mount-rp $vault -c web31 -i web31 -r 123456789", exit_code=1, says="RecoveryPoint"),
    ),
    vms=(Vm("web31"), Vm("db31", "Windows")),
)
