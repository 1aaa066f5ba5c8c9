"""What `make bench` leaves behind: tables on the terminal, and under docs/ the same, a JSON file and pictures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bench.plots import plots

DOCS = Path(__file__).parents[1] / "docs"
PAGE, FOLDER = DOCS / "performance.md", DOCS / "performance"
RESULTS = FOLDER / "results.json"
BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"

# A table, whose first line is the headings; and tables by their titles.
type Lines = Sequence[Sequence[str]]
type Tables = Mapping[str, Lines]


def show(title: str, lines: Lines) -> None:
    """Print a table."""
    table = Table(*lines[0], title=title, title_justify="left")
    for line in lines[1:]:
        table.add_row(*line)
    Console().print(table)


def write(figures: Mapping[str, object], tables: Tables) -> None:
    """Write the figures of all parts, by the parts' names, their pictures, and their tables into the page."""
    FOLDER.mkdir(exist_ok=True)
    plain = msgspec.to_builtins(figures)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n")
    plots(plain, FOLDER)
    PAGE.write_text(between(PAGE.read_text(), markdown(tables)))


def markdown(tables: Tables) -> str:
    """Return tables as Markdown, each under its title."""
    return "\n".join(f"### {title}\n\n{_table(lines)}" for title, lines in tables.items())


def between(page: str, text: str) -> str:
    """Return a page whose part between the two markers is replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}"


def _table(lines: Lines) -> str:
    columns = ["---", *["---:"] * (len(lines[0]) - 1)]
    return "".join(f"| {' | '.join(line)} |\n" for line in (lines[0], columns, *lines[1:]))
