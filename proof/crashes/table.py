"""What a campaign has shown, as a table, and what it takes to look at a failure again."""

from collections.abc import Sequence

from rich.table import Table

from proof.crashes.run import Run

COLUMNS = ("calls", "points", "passed", "failed", "not reached", "seconds")


def table(runs: Sequence[Run]) -> Table:
    """Return a row for each flow; a run stands for two points: after one call, and before the next.

    A run that ended without its crash, having asked less often than the counting run, has passed no point.
    """
    shown = Table("flow", title="Killed at every call to the outside")
    for column in COLUMNS:
        shown.add_column(column, justify="right")
    for name in dict.fromkeys(run.flow for run in runs):
        shown.add_row(name, *_row([run for run in runs if run.flow == name]))
    shown.add_section()
    shown.add_row("all", *_row(runs))
    return shown


def failure(run: Run) -> str:
    """Return what is broken, all that was to be seen, and the command that does it again."""
    where = f"before call {run.at}" if run.at else "without a crash"
    wrong = "\n".join(f"  {line}" for line in run.broken)
    return f"{run.flow}, {where}:\n{wrong}\n{run.evidence}\nagain: python -m proof.crashes {run.flow} --at {run.at}"


def _row(runs: Sequence[Run]) -> list[str]:
    crashes = [run for run in runs if run.at]
    calls, failed = len(crashes), sum(bool(run.broken) for run in runs)
    missed = sum(not run.crashed and not run.broken for run in crashes)
    counts = (calls, 2 * calls, 2 * (calls - failed - missed), 2 * failed, 2 * missed)
    return [*map(str, counts), f"{sum(run.seconds for run in runs):.0f}"]
