"""The report: a table on a terminal, plain lines anywhere else, and a last line that says it all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from conformance.rows import Kind, Row

_KINDS: tuple[Kind, ...] = ("az command", "SDK call", "sign-in", "message")


class Report:
    """Rows as they come; what is said of them, and in the end about all."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = console.status("starting")
        self.rows: list[Row] = []

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show that something is going on, on a terminal."""
        with self._status:
            yield

    def add(self, row: Row) -> None:
        """Take a row; without a terminal it is printed at once, and a failed one with what its client printed."""
        self.rows.append(row)
        self._status.update(counted(self.rows))
        if not self._console.is_terminal:
            self._print(f"{row.seconds:6.1f} s  {row.group:12}  {'passed' if row.passed else 'FAILED'}  {row.call}")
        if not row.passed:
            self._print(f"{row.group}: {row.call}\n  {row.differs}\n{row.shown}".rstrip())

    def end(self) -> int:
        """Print the table, and the last line; 0 if all passed, else 1."""
        if self._console.is_terminal:
            self._console.print(_table(self.rows))
        self._print(verdict(self.rows))
        return 0 if self.rows and all(row.passed for row in self.rows) else 1

    def _print(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)


def counted(rows: list[Row]) -> str:
    """Count the rows by what they are."""
    of = Counter(row.kind for row in rows)
    return ", ".join(f"{of[kind]} {kind}{'' if of[kind] == 1 else 's'}" for kind in _KINDS)


def verdict(rows: list[Row]) -> str:
    """Say how many there were, and what failed."""
    failed = [row for row in rows if not row.passed]
    end = f"{len(failed)} failed" if failed else "all passed"
    return "\n".join([*(f"failed: {row.group}: {row.call}" for row in failed), f"conformance: {counted(rows)}: {end}"])


def _table(rows: list[Row]) -> Table:
    table = Table("group", "call", "result", Column("s", justify="right"), box=None)
    last = ""
    for row in rows:
        result = Text("passed", "green") if row.passed else Text(row.differs, "red")
        table.add_row(row.group if row.group != last else "", Text(row.call), result, f"{row.seconds:.1f}")
        last = row.group
    return table
