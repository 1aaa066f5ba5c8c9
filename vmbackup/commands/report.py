"""Which VMs have no good backup: the report of the app, made here."""

from collections import Counter

from report.look import Report, look
from shared.arm_ids import name_of
from vmbackup.exits import Exit
from vmbackup.session import Session
from vmbackup.tables import state, table
from vmbackup.words import age, apart

KINDS = {"unprotected": "failed", "failing": "failed", "stale": "warned"}


def report(session: Session) -> int:
    """List the VMs that have no good backup, and why."""
    found = look(session.azure)
    session.print_json(found)
    _show(found, session)
    return Exit.UNREACHABLE if found.unseen else Exit.WELL


def _show(found: Report, session: Session) -> None:
    counts = Counter(finding.kind.value for finding in found.findings)
    told = ", ".join(f"{count} {apart(kind)}" for kind, count in counts.items()) or "all is well"
    session.show(f"{found.seen} VMs, {found.protected} protected: {told}.")
    if found.poisoned:
        session.show(f"{found.poisoned} messages are poisoned: vmbackup poison list")
    rows = (
        (
            state(apart(finding.kind.value), KINDS.get(finding.kind.value, "")),
            name_of(finding.vm_id),
            age(finding.last_backup, found.time) if finding.last_backup else "never",
            finding.reason,
        )
        for finding in found.findings
    )
    if found.findings:
        session.show(table(("", "VM", "last backup", "why"), rows))
    for unseen in found.unseen:
        session.show(state(f"not seen: {name_of(unseen.id)}: {unseen.problem.message}", "failed"))
