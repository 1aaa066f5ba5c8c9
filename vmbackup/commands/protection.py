"""Put a VM under a policy; stop its protection, resume it, take its deletion back."""

from typing import Annotated

import typer

from shared.requests import Action, ChangeProtection, ProtectVm
from vmbackup import given
from vmbackup.asking import carried_out
from vmbackup.exits import Wrong
from vmbackup.options import How, Vm
from vmbackup.session import Session
from vmbackup.vms import existing, meant

Policy = Annotated[
    str | None, typer.Option("--policy", metavar="NAME", help="A policy of the vault.", show_default="DEFAULT_POLICY")
]


def protect(  # noqa: PLR0913 - a command's options
    session: Session,
    vm: Vm,
    *,
    policy: Policy = None,
    include_lun: Annotated[
        list[int] | None, typer.Option("--include-lun", metavar="LUN", help="Only this data disk; may be repeated.")
    ] = None,
    exclude_lun: Annotated[
        list[int] | None, typer.Option("--exclude-lun", metavar="LUN", help="Not this data disk; may be repeated.")
    ] = None,
    os_only: Annotated[bool, typer.Option("--os-only", help="The OS disk alone.")] = False,
    all_disks: Annotated[bool, typer.Option("--all-disks", help="All disks again.")] = False,
    how: How,
) -> int:
    """Put a VM under a policy, so that it is backed up."""
    disks = _disks(include_lun or None, exclude_lun or None, os_only=os_only, all_disks=all_disks)
    it = meant(vm, how.vault, session, existing)
    return carried_out(ProtectVm, it.fields | given.some(policy=policy, disks=disks), it.name, session, how)


def stop(session: Session, vm: Vm, *, how: How) -> int:
    """Stop a VM's protection: no more backups; those that there are are kept."""
    return _change("stop", vm, session, how)


def resume(session: Session, vm: Vm, *, policy: Policy = None, how: How) -> int:
    """Resume a VM's protection that was stopped."""
    return _change("resume", vm, session, how, policy)


def undelete(session: Session, vm: Vm, *, how: How) -> int:
    """Take the deletion of a VM's backups back; resume it afterwards."""
    return _change("undelete", vm, session, how)


def _change(action: Action, vm: str, session: Session, how: How, policy: str | None = None) -> int:
    it = meant(vm, how.vault, session)
    return carried_out(ChangeProtection, it.fields | given.some(action=action, policy=policy), it.name, session, how)


def _disks(
    include: list[int] | None, exclude: list[int] | None, *, os_only: bool, all_disks: bool
) -> dict[str, object] | None:
    """Return the choice of disks as messages have it, None where there is none."""
    chosen = given.some(include=include, exclude=[] if all_disks else exclude, osOnly=True if os_only else None)
    if len(chosen) > 1 or (all_disks and exclude):
        raise Wrong(
            "more than one choice of disks", "Name one of --include-lun, --exclude-lun, --os-only, --all-disks."
        )
    return chosen or None
