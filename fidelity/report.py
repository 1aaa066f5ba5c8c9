"""The verdict as a table, and below it what differs and why."""

from rich.console import Console
from rich.table import Table

from fidelity.verdict import Verdict


def show(verdict: Verdict, console: Console) -> None:
    """Write the table, the arguments, what is not argued, and the sum in one line."""
    console.print(_table(verdict))
    for why, places in verdict.argued.items():
        console.print(f"\n{why}", style="bold", highlight=False)
        for place, times in places.most_common():
            console.print(f"  {times:3} times {place}", markup=False, highlight=False)
    for difference in verdict.unargued:
        console.print(f"NOT ARGUED {difference}", style="red", markup=False, highlight=False, soft_wrap=True)
    for pattern in sorted(verdict.stale):
        console.print(f"NO LONGER SO {pattern}", style="red", markup=False, highlight=False, soft_wrap=True)
    console.print(f"\n{_sum(verdict)}", highlight=False, soft_wrap=True)


def _table(verdict: Verdict) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("recording", no_wrap=True)
    for column in ("compared", "differing", "since 2024", "left out"):
        table.add_column(column, justify="right", no_wrap=True)
    for recording in sorted(verdict.compared | verdict.left_out):
        columns = (verdict.compared, verdict.differing, verdict.differing_today, verdict.left_out)
        table.add_row(recording, *[str(column[recording]) for column in columns])
    return table


def _sum(verdict: Verdict) -> str:
    recordings, compared, differ = len(verdict.compared), verdict.compared.total(), verdict.differing.total()
    trouble = f"{len(verdict.unargued)} differences not argued, {len(verdict.stale)} arguments without a difference"
    ending = "all argued" if verdict.holds else trouble
    return f"fidelity: {recordings} recordings, {compared} interactions compared, {differ} differ ({ending})"
