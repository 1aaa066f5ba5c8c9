"""Feed every reader of outside input with garbage, guided by coverage: `python -m proof.fuzz [READER ...]`.

Exit code 1 if something else came of an input than the rules allow; the input is kept, and can be fed again.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from proof.fuzz.child import Fuzzed, fuzzed
from proof.fuzz.parsers import PARSERS

NO_ATHERIS = (
    "proof.fuzz: atheris is not installed. `make proof` and `make test` install it, on Linux x86-64, for which it has"
    " wheels; the same rules run in the tests.\n"
)
FOUND = Path(".fuzz")
PROCESSES = min(2, os.cpu_count() or 1)


def main() -> int:
    """Return 0 if every rule held, 1 if one did not, 2 without atheris."""
    options = _options()
    if options.input:
        return _fed(options.readers, options.input)
    if not find_spec("atheris"):
        sys.stderr.write(NO_ATHERIS)
        return 2
    with ThreadPoolExecutor(options.processes) as pool:
        ends = list(_told(pool.map(lambda name: fuzzed(name, options.runs, FOUND), options.readers or PARSERS)))
    Console().print(_table(ends))
    for end in ends:
        if end.kept:
            sys.stdout.write(f"{end.said}\nAgain: python -m proof.fuzz {end.name} --input {end.kept}\n\n")
    return int(any(end.is_bad for end in ends))


def _fed(names: list[str], kept: Path) -> int:
    """Feed one input, with Python's own account of what comes of it."""
    for name in names:
        PARSERS[name](kept.read_bytes())
        sys.stdout.write(f"{name}: the rules hold\n")
    return 0


def _told(ends: Iterator[Fuzzed]) -> Iterator[Fuzzed]:
    for end in ends:
        sys.stderr.write(f"{end.name}: {'BROKEN' if end.is_bad else 'holds'} after {end.inputs} inputs\n")
        yield end


def _table(ends: list[Fuzzed]) -> Table:
    table = Table("reader", "inputs", "seconds", "coverage", "new", "broken")
    for end in ends:
        numbers = (end.inputs, end.seconds, end.covered, end.new, int(end.is_bad))
        table.add_row(end.name, *(f"{number:,.0f}" for number in numbers))
    return table


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m proof.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"all without it: {', '.join(PARSERS)}")
    parser.add_argument("--runs", type=int, default=10_000, help="inputs for each (%(default)s)")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="at a time (%(default)s)")
    parser.add_argument("--input", type=Path, help="feed this input once, without atheris")
    options = parser.parse_args()
    if unknown := set(options.readers) - set(PARSERS):
        parser.error(f"no reader {', '.join(sorted(unknown))}")
    if options.input and not options.readers:
        parser.error("name the reader that is to take the input")
    if options.runs < 1 or options.processes < 1:
        parser.error("--runs and --processes must be at least 1")
    if options.input and not options.input.is_file():
        parser.error(f"no file {options.input}")
    return options


if __name__ == "__main__":
    sys.exit(main())
