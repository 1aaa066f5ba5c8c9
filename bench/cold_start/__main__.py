"""Print the figures of the cold start: `python -m bench.cold_start`."""

from bench.cold_start import measure, rows
from bench.report import show

if __name__ == "__main__":
    for title, lines in rows(measure()).items():
        show(title, lines)
