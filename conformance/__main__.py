"""Run Microsoft's own clients against the simulator: `python -m conformance [--only GROUP]`."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from conformance.installation import installed
from conformance.report import Report
from conformance.runs import GROUPS, run


def main() -> int:
    """Print the report; 0 if everything passed."""
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, metavar="GROUP", help=f"one of: {', '.join(GROUPS)}")
    chosen = parser.parse_args().only
    # What azure-identity logs of refusals that are expected is no news.
    logging.getLogger("azure").setLevel(logging.CRITICAL)
    report = Report(Console())
    program = installed()
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder, report.live():
        for row in run([chosen] if chosen else list(GROUPS), program, Path(folder)):
            report.add(row)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
