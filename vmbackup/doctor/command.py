"""`vmbackup doctor`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from rich.text import Text

from vmbackup.doctor.finding import Finding, State
from vmbackup.doctor.patient import PATIENCE, Patient
from vmbackup.exits import Exit
from vmbackup.session import Session

MARKS = {
    State.OK: ("ok", "green"),
    State.WRONG: ("WRONG", "bold red"),
    State.LOOK: ("look", "yellow"),
    State.SKIPPED: ("skipped", "dim"),
}
INDENT = 8
DEPLOYED_AS = "PRINCIPAL_ID"  # azd tells whom it has made for the app: infra/main.bicep
MINUTES = round(PATIENCE.total_seconds() / 60)


def doctor(
    session: Session,
    *,
    patience: Annotated[
        int, typer.Option(min=0, metavar="MINUTES", help="How long a message may wait before nobody seems to serve it.")
    ] = MINUTES,
    write: Annotated[
        bool, typer.Option("--write", help="Also try what changes something: a secret is written, and deleted.")
    ] = False,
    app: Annotated[
        UUID | None,
        typer.Option(
            metavar="OBJECT_ID", help="The app's identity: judge by its roles, not by yours.", show_default="azd's"
        ),
    ] = None,
) -> int:
    """Look for what keeps the app from working, and say how to mend it.

    Settings, sign-in, storage, queues, key vault, vaults, policies and each permission are looked at, in this order.

    Nothing is changed. Exit code 1 if a fault is found.
    """
    from vmbackup.doctor.examination import examine  # noqa: PLC0415 - `--help` must not wait for clients of Azure

    findings = list[Finding]()
    identity = str(app) if app else session.environ.get(DEPLOYED_AS)
    waits = timedelta(minutes=patience)
    for finding in examine(Patient(session.environ, patience=waits, writes=write, app=identity)):
        findings.append(finding)
        _show(finding, session)
    faults = sum(finding.state is State.WRONG for finding in findings)
    session.print_json({"faults": faults, "findings": findings})
    session.show(Text("\n" + summary(findings), style="bold"))
    return Exit.FAILED if faults else Exit.WELL


def _show(finding: Finding, session: Session) -> None:
    """Show a finding; how to mend it stands in one line, however long, so that a command can be copied."""
    if session.json:
        return
    mark, style = MARKS[finding.state]
    row = Table.grid(padding=(0, 1))
    row.add_column(width=INDENT)
    row.add_column(overflow="fold")
    row.add_row(Text(mark, style=style), Text.assemble((finding.check, "bold"), ": ", finding.meaning))
    session.out.print(row)
    if finding.mend:
        style = "cyan" if finding.state is State.WRONG else "dim"
        session.out.print(Text(f"{'':{INDENT}} -> {finding.mend}", style=style), soft_wrap=True)


def summary(findings: Sequence[Finding]) -> str:
    """Say how many faults there are, and how much was not looked at."""
    faults, unseen = (sum(one.state is state for one in findings) for state in (State.WRONG, State.SKIPPED))
    found = {0: "No fault found", 1: "One fault found"}.get(faults, f"{faults} faults found")
    return f"{found}; not looked at: {unseen}." if unseen else f"{found}."
