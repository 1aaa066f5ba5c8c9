"""Replay all recordings: `python -m fidelity`. Exit code 1 if a difference is not argued, or an argument is stale."""

import os
import sys
from collections.abc import Iterator

from rich.console import Console

from fidelity.arguments import Arguments, arguments
from fidelity.recordings import DATA, recordings, sessions
from fidelity.replay import Compared, replay
from fidelity.report import show
from fidelity.verdict import judge
from fidelity.worlds import World, worlds


def main() -> int:
    """Replay, judge, show."""
    if not (DATA / "recordings").is_dir():
        sys.stderr.write("fidelity: skipped, the recordings (../shared/data) are not here\n")
        return int(os.environ.get("CI") == "true")
    told = arguments()
    verdict = judge(replay_all(told), told)
    show(verdict, Console())
    return 0 if verdict.holds else 1


def replay_all(told: Arguments) -> Iterator[Compared]:
    """Replay one session after the other."""
    known = worlds()
    for name, steps in sessions(recordings()).items():
        yield from replay(steps, known.get(name) or World(name), told.leniency)


if __name__ == "__main__":
    sys.exit(main())
