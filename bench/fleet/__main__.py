"""Print the fleet's figures: `python -m bench.fleet`."""

from bench.fleet.measurement import measure, rows
from bench.report import show

if __name__ == "__main__":
    for title, lines in rows(measure()).items():
        show(title, lines)
