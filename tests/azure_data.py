"""Recorded traffic between Azure and its own clients: third-party material, read where it lies, never copied."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "shared" / "data"


def required(path: Path) -> Path:
    """Return the path; skip the test where the material is absent, except in CI, which must have it."""
    if not path.exists() and os.environ.get("CI") == "true":
        pytest.fail(f"CI must have ../shared/data: {path.name} is missing")
    if not path.exists():
        pytest.skip(f"needs ../shared/data/{path.relative_to(DATA)}, which is not here")
    return path


def interactions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every recorded request and answer, with the name of its file."""
    for file in sorted(required(DATA / "recordings").glob("*.json")):
        recording = json.loads(file.read_text())
        if isinstance(recording, dict):  # one file is a list of error codes, without traffic
            for sequence in recording["sequences"]:
                for interaction in sequence["interactions"]:
                    yield file.stem, interaction
