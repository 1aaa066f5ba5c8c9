"""Recorded traffic, put together again as each client once sent it."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from fidelity.addresses import call_name

DATA = Path(__file__).parents[2] / "shared" / "data"

type Json = Any


class Request(Struct):
    """What a client sent."""

    method: str
    url: str
    headers: dict[str, str]
    body: Json = None


class Answer(Struct):
    """What came back. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: Json = None


class Interaction(Struct):
    """One request and its answer; `index` is its place in what the client recorded."""

    index: int
    request: Request
    response: Answer

    @property
    def at(self) -> datetime:
        """Tell when Azure answered."""
        return parsedate_to_datetime(self.response.headers["date"])

    @property
    def call(self) -> str:
        """Name the kind of call."""
        return call_name(self.request.method, self.request.url)


class Sequence(Struct):
    """A piece of what one client recorded."""

    source: str
    interactions: list[Interaction]


class Recording(Struct):
    """A file."""

    name: str
    sequences: list[Sequence]


class Step(Struct):
    """An interaction, and in which recordings it stands; they may hold different pieces of its answer."""

    interactions: dict[str, Interaction] = field(default_factory=dict)

    @property
    def interaction(self) -> Interaction:
        """Take it from any of them."""
        return next(iter(self.interactions.values()))


def recordings(folder: Path = DATA / "recordings") -> list[Recording]:
    """Read all files with traffic; one is a list of error codes, without."""
    texts = [file.read_bytes() for file in sorted(folder.glob("*.json"))]
    return [msgspec.json.decode(text, type=Recording) for text in texts if not text.lstrip().startswith(b"[")]


def sessions(all_recordings: list[Recording]) -> dict[str, list[Step]]:
    """Merge the pieces that one client recorded, in the order in which it sent them; keys are its test's name."""
    merged: dict[str, dict[int, Step]] = {}
    for recording in all_recordings:
        for sequence in recording.sequences:
            steps = merged.setdefault(session_name(sequence.source), {})
            for one in sequence.interactions:
                steps.setdefault(one.index, Step()).interactions[recording.name] = one
    return {name: [steps[index] for index in sorted(steps)] for name, steps in merged.items()}


def session_name(source: str) -> str:
    """Name a session by the client's test and its version, as `test_backup_item 3b9c3c2f5`."""
    words = source.split()
    version = next(word for word in words if "@" in word or "==" in word)
    return f"{words[-1].rpartition('/')[2].removesuffix('.yaml')} {version.replace('==', '@').rpartition('@')[2]}"
