"""Runs one reader under atheris in a process of its own, and reads from libFuzzer's words how it went."""

import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

COVERED = re.compile(r"^#(\d+)\s+(?:INITED|NEW|REDUCE|pulse|RELOAD|DONE)\s+(?:cov: (\d+))?", re.MULTILINE)
RAISED = re.compile(r"=== Uncaught Python exception: ===\n(.*?)(?:\n=|\nTraceback|\Z)", re.DOTALL)
AFTER_ITS_RUNS = "Done "
LONGEST = 300  # characters of what was raised


class Fuzzed(NamedTuple):
    """How one reader fared: inputs, seconds, places reached, those of them that no seed reaches, and what broke it."""

    name: str
    inputs: int
    seconds: float
    covered: int
    new: int
    is_bad: bool
    said: str
    kept: Path | None


def fuzzed(name: str, runs: int, found: Path) -> Fuzzed:
    """Feed a reader so many inputs; what breaks it is kept in the folder."""
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "proof.fuzz.target", name, str(runs), folder]
        child = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - our own module
        kept = _kept(name, Path(folder), found)
    told = child.stderr + child.stdout
    looks = [(int(inputs), int(covered or 0)) for inputs, covered in COVERED.findall(told)] or [(0, 0)]
    is_bad = bool(kept) or AFTER_ITS_RUNS not in told
    (_, first), (inputs, last) = looks[0], looks[-1]
    return Fuzzed(name, inputs, time.perf_counter() - begun, last, last - first, is_bad, _said(told, is_bad), kept)


def _kept(name: str, folder: Path, found: Path) -> Path | None:
    """Keep the input that libFuzzer has written down, if it has."""
    written = next((path for path in folder.iterdir() if path.is_file()), None)
    if not written:
        return None
    found.mkdir(exist_ok=True)
    kept = found / f"{name}-{written.name[-12:]}"
    kept.write_bytes(written.read_bytes())
    return kept


def _said(told: str, is_bad: bool) -> str:  # noqa: FBT001 - one fact of two
    if not is_bad:
        return ""
    raised = RAISED.search(told)
    return (raised[1] if raised else told[-LONGEST:]).strip()[:LONGEST]
