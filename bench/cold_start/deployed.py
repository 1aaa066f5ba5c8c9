"""The package as it is deployed, and a copy of it without bytecode."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from package.tree import PACKAGES, build


class Deployed(NamedTuple):
    """The folders of the app: with bytecode, and without."""

    compiled: Path
    bare: Path


@contextmanager
def deployed() -> Iterator[Deployed]:
    """Build the package, which asks the package index for wheels."""
    with tempfile.TemporaryDirectory(prefix="deployed-") as folder:
        places = Deployed(Path(folder) / "compiled", Path(folder) / "bare")
        build(places.compiled)
        shutil.copytree(places.compiled, places.bare, ignore=shutil.ignore_patterns("__pycache__"))
        yield places


def python(app: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment of a worker that knows the app's own packages only.

    Nothing is written beside the sources: on Azure they cannot be written to.
    """
    environment = {"PYTHONPATH": str(app / PACKAGES), "PYTHONDONTWRITEBYTECODE": "1"}
    return [sys.executable, "-S", "-s"], dict(os.environ) | environment
