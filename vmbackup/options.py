"""The arguments and options that several commands have; those that go together are one parameter of a command."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from vmbackup import given

Vm = Annotated[str, typer.Argument(metavar="VM", help="Its name, group/name, or ARM id.", show_default=False)]
Request = Annotated[
    str, typer.Argument(metavar="REQUEST", help="The request's id, or its first eight characters.", show_default=False)
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Group = Annotated[
    str, typer.Option("--group", help="The resource group to restore to: name or ARM id.", show_default=False)
]
Zone = Annotated[Literal["1", "2", "3"] | None, typer.Option("--zone", help="The availability zone.")]
Vault = Annotated[
    str | None, typer.Option("--vault", help="The vault: name or ARM id.", show_default="DEFAULT_VAULT_ID")
]

EVERY = "For every command"
REQUESTS = "For every request"
POINTS = "What is restored"


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every command can be told."""

    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document, and nothing else.", rich_help_panel=EVERY)
    ] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.", rich_help_panel=EVERY)] = (
        False
    )
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings",
            envvar="VMBACKUP_SETTINGS",
            metavar="FILE",
            help="The app's settings, a file like local.settings.json.",
            show_default="environment, else `make up`, else azd",
            rich_help_panel=EVERY,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class How:
    """How a request is sent: to which vault, under which id; and for how many seconds its end is waited for."""

    vault: Annotated[
        str | None,
        typer.Option(
            "--vault", help="The vault: name or ARM id.", show_default="DEFAULT_VAULT_ID", rich_help_panel=REQUESTS
        ),
    ] = None
    request_id: Annotated[
        UUID | None,
        typer.Option(
            "--request-id", help="Sent twice, it is one request.", show_default="a new one", rich_help_panel=REQUESTS
        ),
    ] = None
    wait: Annotated[
        bool, typer.Option("--wait", "-w", help="Wait for the end, and show progress.", rich_help_panel=REQUESTS)
    ] = False
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            parser=given.seconds,
            metavar="DURATION",
            help="Implies --wait, but no longer than that: 90s, 30m or 2h; without a unit, seconds.",
            show_default=False,
            rich_help_panel=REQUESTS,
        ),
    ] = None

    @property
    def waits(self) -> bool:
        """Tell whether the end is waited for."""
        return self.wait or self.timeout is not None


@dataclass(frozen=True, kw_only=True)
class Point:
    """Which recovery point is meant."""

    point: Annotated[
        str | None,
        typer.Option(
            "--point",
            metavar="NAME",
            help="A recovery point: vmbackup points VM.",
            show_default="latest",
            rich_help_panel=POINTS,
        ),
    ] = None
    before: Annotated[
        str | None,
        typer.Option(
            "--before",
            parser=given.moment,
            metavar="TIME",
            help="The newest point before then; local time if no zone.",
            rich_help_panel=POINTS,
        ),
    ] = None

    @property
    def fields(self) -> dict[str, object]:
        """Return it as messages have it."""
        return given.some(recoveryPoint=given.point(self.point, self.before))


@dataclass(frozen=True, kw_only=True)
class Restoring:
    """What all restores can be told."""

    staging: Annotated[
        str,
        typer.Option(
            "--staging",
            metavar="ACCOUNT",
            help="A storage account in the vault's region: a name in the vault's group, group/name, or ARM id.",
            show_default=False,
        ),
    ]
    consistency: Annotated[
        Literal["CrashConsistent", "FileSystemConsistent", "AppConsistent"] | None,
        typer.Option("--consistency", help="The least that will do.", show_default="any", rich_help_panel=POINTS),
    ] = None
    staging_identity: Annotated[
        str | None,
        typer.Option(
            "--staging-identity",
            metavar="ID",
            help="Who writes to the staging account: system, or the ARM id of an identity of the vault.",
        ),
    ] = None
    encryption_set: Annotated[
        str | None,
        typer.Option("--encryption-set", metavar="ID", help="ARM id of a disk encryption set for the new disks."),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only ask Azure whether it could be done, and wait for its answer.")
    ] = False

    @property
    def fields(self) -> dict[str, object]:
        """Return it as messages have it, but for the staging account, whose group the vault tells."""
        return given.some(
            consistency=self.consistency,
            stagingIdentity=self.staging_identity,
            diskEncryptionSetId=self.encryption_set,
            dryRun=self.dry_run or None,
        )
