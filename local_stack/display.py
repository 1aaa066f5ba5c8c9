"""Shows a scenario: a live row for each VM on a terminal, plain lines anywhere else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from local_stack.inbox import CloudEvent
from local_stack.scenario import Row, Scenario


class Display:
    """What people see while a scenario runs."""

    def __init__(self, scenario: Scenario, console: Console) -> None:
        self._scenario = scenario
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description:8}"),
            TextColumn("{task.fields[stage]:15}"),
            BarColumn(bar_width=30),
            TaskProgressColumn(),
            TextColumn("{task.fields[elapsed]:>7}"),
            console=console,
        )
        self._tasks = {
            row.name: self._progress.add_task(row.name, total=100, stage=row.stage, elapsed="") for row in scenario.rows
        }

    @contextmanager
    def live(self) -> Iterator[None]:
        """Keep the rows on the screen."""
        if not self._console.is_terminal:
            yield
            return
        with self._progress:
            yield
            self.update([])

    def update(self, events: list[tuple[Row, CloudEvent]]) -> None:
        """Show the rows as they are now; without a terminal, a line for each event."""
        if not self._console.is_terminal:
            for row, event in events:
                kind = event["type"].rpartition(".")[2]
                self._console.print(f"{row.elapsed:6.1f} s  {row.name:6}  {kind}", highlight=False)
        for row in self._scenario.rows:
            self._progress.update(
                self._tasks[row.name], completed=row.percent, stage=_words(row.stage), elapsed=f"{row.elapsed:.1f} s"
            )


def _words(stage: str) -> str:
    """Write BackingUp as people do."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stage).lower()
