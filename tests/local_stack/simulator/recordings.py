"""What Azure answered when it was recorded, and what counts as the same form."""

import json
import os
from typing import Any

import pytest

from tests.azure_data import DATA

RECORDINGS = DATA / "recordings"

# CI must have them: there the tests run, and fail.
with_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir() and os.environ.get("CI") != "true",
    reason="the recordings of Azure lie beside the project (../shared/data), not in it",
)

type Json = Any


def recorded(name: str, index: int, sequence: int = 0) -> Json:
    """Take the answer with this index from a recording: azure-cli's, of 2024 if nothing else is said."""
    interactions = json.loads((RECORDINGS / f"{name}.json").read_text())["sequences"][sequence]["interactions"]
    return next(one["response"] for one in interactions if one["index"] == index)


def form(value: Json) -> Json:
    """Keep keys and types; of a list, the forms that occur in it."""
    match value:
        case dict():
            return {key: form(content) for key, content in value.items()}
        case list():
            return [one for place, one in enumerate(map(form, value)) if one not in list(map(form, value))[:place]]
    return type(value).__name__
