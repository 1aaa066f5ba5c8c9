"""Print how calls, looks, lag and memory grow: `python -m bench.growth --vms 1000 10000`."""

import argparse

from bench.growth.measurement import SIZES, measure, rows
from bench.report import show

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vms", type=int, nargs="+", default=SIZES, help="how many VMs, in one run each")
    for title, lines in rows(measure(parser.parse_args().vms)).items():
        show(title, lines)
