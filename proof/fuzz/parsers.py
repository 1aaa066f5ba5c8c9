"""THE TABLE: every reader of outside input, by name, and the rule that it is held against."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

from poll_operation.stages import FIRST, NEXT
from proof.fuzz import readers, told
from proof.fuzz.steps import polled, reported, started
from shared.requests import AnyRequest, ConsiderVm
from shared.tracker import OperationTracker

type Feed = Callable[[bytes], None]

CORPUS = Path(__file__).parent / "corpus"
MESSAGES = (*get_args(AnyRequest.__value__), ConsiderVm, OperationTracker)

PARSERS: dict[str, Feed] = {
    **{f"message-{kind.QUEUE}": readers.message(kind) for kind in MESSAGES},
    "vm-event": readers.vm_event,
    "settings": readers.settings,
    "status": readers.status,
    "refusal": readers.refusal,
    "mount-script": readers.script,
    "letter": told.letter,
    "telling": told.telling,
    "record": readers.record,
    "timer": readers.timer,
    "schedule": readers.schedule,
    "report": reported,
    **{f"start-{kind.QUEUE}": started(kind) for kind in FIRST},
    **{f"look-{stage.lower()}": polled(stage) for stage in NEXT},
}


def seeds(name: str) -> list[bytes]:
    """Return the committed inputs to begin with."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
