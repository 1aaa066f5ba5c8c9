"""Every measurement, one after the other; figures are for comparing within one run.

Writes docs/performance/results.json, the pictures beside it, and the tables of docs/performance.md.
"""

from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

from rich.console import Console

from bench import report

# Each module has `measure()`, whose figures JSON can hold, and `rows(figures)`, which makes tables of them.
PARTS = {
    "fleet": "bench.fleet.measurement",
    "throughput": "bench.throughput",
    "cold_start": "bench.cold_start",
    "growth": "bench.growth.measurement",
    "simulator": "bench.simulator",
}


def main() -> None:
    """Measure, print and write."""
    console = Console()
    figures: dict[str, object] = {}
    tables: dict[str, report.Lines] = {}
    for part, name in PARTS.items():
        begun = perf_counter()
        console.rule(f"{part} …", align="left")
        module: Any = import_module(name) if find_spec(name) else None
        if not hasattr(module, "measure"):
            console.print(f"{part}: not measured, {name} has no measure()")
            continue
        figures[part] = module.measure()
        told: report.Tables = module.rows(figures[part])
        tables |= told
        for title, lines in told.items():
            report.show(title, lines)
        console.print(f"{part}: {perf_counter() - begun:.0f} s")
    report.write(figures, tables)
    console.print(f"written: {report.RESULTS}, {report.PAGE}")


if __name__ == "__main__":
    main()
