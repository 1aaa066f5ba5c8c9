"""Tables as people see them, in 80 columns."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

STYLES = {"failed": "red", "running": "cyan", "well": "green", "warned": "yellow", "": ""}


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """Return a table, whose last column is broken into lines where it does not fit."""
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for column in columns:
        drawn.add_column(
            column, no_wrap=column != columns[-1], overflow="ellipsis" if column != columns[-1] else "fold"
        )
    for row in rows:
        drawn.add_row(*row)
    return drawn


def state(word: str, kind: str) -> Text:
    """Return a word in the colour of what it means; the word alone says it too."""
    return Text(word, style=STYLES[kind])
