"""Storms over the real stack: `python -m proof.storm --seeds 10`.

Each plays mixed requests, some of them sent twice or thrice, late and out of order, on Azurite, simulated Azure and two
or three hosts. Calls to Azure, to sign-in and to the key vault meet bad weather; hosts are killed; storage is away for
seconds. Then the promise is checked: every request has ended in one event, and has started its work once. What broke it
is told with all that happened to that request; exit code 1.

A seed gives the same plan every time: what is asked when, who is killed when, when storage is away, and what weather a
request's calls meet, each by its name and number and not by its turn. How the system runs is its own affair: which host
takes a message, what it is doing when it is killed, in which order the calls of two requests come.
"""

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from proof.storm.storm import storm
from proof.storm.telling import Verdict, line

WEATHER = 0.1
REQUESTS = 200


def main() -> int:
    """Return 0 if every storm has kept the promise."""
    options = _options()
    seeds = range(1, options.seeds + 1) if options.seed is None else [options.seed]
    # Spawned, not forked: each process starts servers and threads of its own.
    context = multiprocessing.get_context("spawn")
    verdicts = []
    with ProcessPoolExecutor(options.processes, mp_context=context, max_tasks_per_child=1) as pool:
        for running in [pool.submit(storm, seed, options.requests, options.weather) for seed in seeds]:
            one = running.result()
            verdicts.append(one)
            _say(line(one), *one.stories)
    _say(_total(verdicts))
    return int(any(one.broken for one in verdicts))


def _total(verdicts: list[Verdict]) -> str:
    breaches = sum(len(one.stories) for one in verdicts)
    lost, twice = (sum(one.broken.get(rule, 0) for one in verdicts) for rule in ("lost", "started twice"))
    return (
        f"{len(verdicts)} storms, {sum(one.requests for one in verdicts)} requests, "
        f"{sum(one.events for one in verdicts)} events, {sum(one.repeats for one in verdicts)} repeats, "
        f"{sum(sum(one.weather.values()) for one in verdicts)} calls in bad weather, "
        f"{sum(one.kills for one in verdicts)} kills, {sum(one.outages for one in verdicts)} outages: "
        f"lost {lost}, started twice {twice}, otherwise broken {breaches - lost - twice}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m proof.storm", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--seed", type=int, help="play this one alone")
    which.add_argument("--seeds", type=int, default=1, help="play so many, from 1 on")
    parser.add_argument(
        "--requests", type=int, default=REQUESTS, help=f"of each storm, besides what follows of them; {REQUESTS}"
    )
    parser.add_argument("--weather", type=float, default=WEATHER, help=f"share of all calls; {WEATHER}")
    parser.add_argument("--processes", type=int, default=1, help="storms side by side")
    options = parser.parse_args()
    if not 0 <= options.weather <= 1:
        parser.error("--weather must be a share of all calls, 0 to 1")
    if min(options.requests, options.processes, options.seeds) < 1:
        parser.error("--requests, --processes and --seeds must be at least 1")
    return options


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    sys.exit(main())
