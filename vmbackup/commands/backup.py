"""Back up one VM now, or all of a vault."""

from typing import Annotated

import typer

from shared.arm_ids import parts_of_vault
from shared.requests import BackupFleet, TriggerBackup
from vmbackup import given
from vmbackup.asking import carried_out
from vmbackup.options import How, Vm
from vmbackup.session import Session
from vmbackup.vms import chosen, meant, protected


def backup(
    session: Session,
    vm: Vm,
    *,
    retain: Annotated[
        str | None,
        typer.Option(
            "--retain", metavar="UNTIL", help="How long it is kept: 90d, or until 2026-12-31.", show_default="30 days"
        ),
    ] = None,
    how: How,
) -> int:
    """Back a VM up now."""
    until = given.some(retainUntil=given.ahead(retain, session.azure.now()) if retain is not None else None)
    it = meant(vm, how.vault, session)
    return carried_out(TriggerBackup, it.fields | until, it.name, session, how)


def fleet(
    session: Session,
    *,
    tag: Annotated[
        str | None, typer.Option("--tag", metavar="NAME=VALUE", help="Only VMs that have it.", show_default="all VMs")
    ] = None,
    vm: Annotated[list[str] | None, typer.Option("--vm", metavar="VM", help="Only this one; may be repeated.")] = None,
    window: Annotated[
        str | None,
        typer.Option(
            "--window",
            metavar="MINUTES",
            help="Over how many minutes they start; 0 is at once.",
            show_default="BACKUP_WINDOW_MINUTES",
        ),
    ] = None,
    how: How,
) -> int:
    """Back up the VMs that a vault protects, all or some, spread over a window."""
    vault_id = given.vault(how.vault, session.settings)
    minutes = given.minutes(window)
    known = [*protected([vault_id], session.azure)] if vault_id and vm else []
    vms = [one if one.startswith("/") else chosen(one, known, how.vault).vm_id for one in vm or ()]
    fields = given.some(vaultId=vault_id, tag=given.tag(tag), vms=vms or None, windowMinutes=minutes)
    return carried_out(BackupFleet, fields, parts_of_vault(vault_id).name if vault_id else "fleet", session, how)
