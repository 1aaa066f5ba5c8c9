"""The table of contents of the command line: every command, where it is, and an example."""

import logging
from collections.abc import Callable

import typer

from vmbackup.command import command
from vmbackup.commands import backup, files, poison, protection, report, requests, restore, vault
from vmbackup.doctor.command import doctor

app = typer.Typer(
    name="vmbackup",
    help="Azure VM backup from a terminal: sends requests to the app, and shows what becomes of them.\n\n"
    "Exit codes: 0 it ended well, or was sent; 1 it failed; 2 wrong usage; 3 something could not be reached; "
    "4 it still runs; 130 Ctrl-C.",
    epilog="Begin with: vmbackup doctor, vmbackup report, vmbackup protect VM --wait",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
GROUPS = {
    "fleet": "all VMs of a vault, or some.",
    "restore": "restore a VM from a recovery point.",
    "files": "copy single files out of a recovery point.",
    "protection": "a VM's protection.",
    "poison": "messages that failed five times.",
}
SEEING = "See and mend"
LOOKS = {"points", "jobs", "status", "events", "doctor", "report", "poison", "cancel"}
STAGING = "--staging staging4backup"
COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "protect": (protection.protect, "protect web01 --policy DefaultPolicy --wait"),
    "backup": (backup.backup, "backup web01 --retain 90d --wait"),
    "fleet backup": (backup.fleet, "fleet backup --tag tier=gold --window 30"),
    "restore disks": (restore.disks, f"restore disks web01 --group restored {STAGING} --wait"),
    "restore vm": (
        restore.new_vm,
        f"restore vm web01 --name web01-old --group restored --subnet shop-net/default {STAGING}",
    ),
    "restore in-place": (restore.in_place, f"restore in-place web01 {STAGING} --before 2026-11-20 --dry-run"),
    "files mount": (files.mount, "files mount web01 --before '2026-11-20 18:00' --wait"),
    "files fetch": (files.fetch, "files fetch 7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a --folder /tmp"),
    "files revoke": (files.revoke, "files revoke 7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a"),
    "protection stop": (protection.stop, "protection stop web01"),
    "protection resume": (protection.resume, "protection resume web01 --policy DefaultPolicy"),
    "protection undelete": (protection.undelete, "protection undelete web01"),
    "cancel": (vault.cancel, "cancel 12f3e18a"),
    "points": (vault.points, "points web01"),
    "jobs": (vault.jobs, "jobs --running"),
    "poison list": (poison.list_, "poison list"),
    "poison show": (poison.show, "poison show protect-vm 5f0c3c8e-1a2b-4c3d-8e9f-0a1b2c3d4e5f"),
    "poison replay": (poison.replay, "poison replay protect-vm 5f0c3c8e-1a2b-4c3d-8e9f-0a1b2c3d4e5f"),
    "poison discard": (poison.discard, "poison discard protect-vm 5f0c3c8e-1a2b-4c3d-8e9f-0a1b2c3d4e5f --yes"),
    "status": (requests.status, "status 7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a"),
    "events": (requests.events, "events --follow"),
    "doctor": (doctor, "doctor"),
    "report": (report.report, "report --json"),
}


def main() -> None:
    """Run the command that was typed; what `vmbackup` starts."""
    logging.getLogger("azure").addHandler(logging.NullHandler())  # its warnings say less than we do, at greater length
    app()


def _about(group: str) -> str:
    """Name a group's commands, so that nobody must open it to know them."""
    names = ", ".join(path.removeprefix(f"{group} ") for path in COMMANDS if path.startswith(f"{group} "))
    return f"{names}: {GROUPS[group]}"


def _fill() -> None:
    groups = {name: typer.Typer(help=_about(name), no_args_is_help=True) for name in GROUPS}
    for path, (function, example) in COMMANDS.items():
        group, _, last = path.rpartition(" ")
        place, panel = (groups[group], None) if group else (app, SEEING if last in LOOKS else None)
        place.command(last, epilog=f"Example: vmbackup {example}", rich_help_panel=panel)(command(function))
    for name, commands in groups.items():
        app.add_typer(commands, name=name, rich_help_panel=SEEING if name in LOOKS else None)


_fill()
