"""The figures of the cold start as tables."""

from bench.cold_start.starts import BAR, FRESH, Figures, Start

HEADINGS = ["", "index", "first look", "second", "above", "fastest", "CPU", "ARM calls"]


def rows(measured: Figures) -> dict[str, list[list[str]]]:
    """Return the table of the starts, and that of the bar; of each, the first line is the headings."""
    alone, four = measured.functions_alone, measured.all_four_packages
    above = measured.starts[FRESH].above
    return {
        f"Cold start: milliseconds, medians of {measured.rounds} fresh processes": [
            HEADINGS,
            ["`import azure.functions` alone", f"{alone:.0f}", *[""] * 6],
            ["all four packages imported", f"{four:.0f}", "", "", f"{four - alone:.0f}", "", "", ""],
            *([name, *_cells(start)] for name, start in measured.starts.items()),
        ],
        "Cold start: bars": [
            ["bar", "measured", "holds"],
            [
                f"index and first invocation at most {BAR} ms above azure.functions alone",
                f"{above:.0f} ms",
                "yes" if above <= BAR else "NO",
            ],
        ],
    }


def _cells(one: Start) -> list[str]:
    values = (one.index, one.first, one.second, one.above, one.least_above, one.cpu_above, one.calls)
    return [f"{value:.0f}" for value in values]
