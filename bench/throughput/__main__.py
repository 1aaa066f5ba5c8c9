"""Print the figures of throughput and latency: `python -m bench.throughput`."""

from bench.report import show
from bench.throughput import measure, rows

if __name__ == "__main__":
    for title, lines in rows(measure()).items():
        show(title, lines)
