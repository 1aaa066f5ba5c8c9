"""The figures of throughput and latency as tables."""

from bench.throughput.measurement import FLOOR, HOST, Figures

LEAST_SHARE, MOST_TIMES = 0.5, 3.0


def rows(measured: Figures) -> dict[str, list[list[str]]]:
    """Return a table of each, and that of the bars; of each, the first line is the headings."""
    floor = measured.hosts[0].floor
    share = min(one.per_second for one in measured.hosts) / floor
    times = measured.latency[HOST].p50 / measured.latency[FLOOR].p50
    hosts = [[_hosts(one.hosts), f"{one.per_second:.0f}", f"{one.per_second / floor:.2f}"] for one in measured.hosts]
    latency = [[name, f"{one.p50:.0f}", f"{one.p99:.0f}"] for name, one in measured.latency.items()]
    title = f"Throughput: milliseconds from a message to its call, at {measured.steady_rate:.0f} messages a second"
    return {
        "Throughput: requests a second": [["", "a second", "of the floor"], [FLOOR, f"{floor:.0f}", ""], *hosts],
        title: [["", "p50", "p99"], *latency],
        "Throughput: bars": [
            ["bar", "measured", "holds"],
            [
                f"with any number of hosts at least {LEAST_SHARE} of the floor",
                f"{share:.2f}",
                _holds(share >= LEAST_SHARE),
            ],
            [f"p50 at most {MOST_TIMES:.0f} times the floor's", f"{times:.2f}", _holds(times <= MOST_TIMES)],
        ],
    }


def _hosts(count: int) -> str:
    return f"{count} host{'' if count == 1 else 's'}"


def _holds(*holds: bool) -> str:
    return "yes" if all(holds) else "NO"
