"""An event, as it waits on its queue and as a request's end is recorded."""

from datetime import datetime
from typing import Any

import msgspec

from shared.arm_ids import name_of
from shared.forms import decoded

SHORT = 8  # of a job's id, as tables show it


class Event(msgspec.Struct, rename="camel"):
    """An event of the queue backup-events; `letter` is all of it, for programs."""

    id: str
    type: str
    source: str
    time: datetime
    data: dict[str, Any]
    subject: str | None = None
    letter: msgspec.Raw = msgspec.Raw()

    @property
    def kind(self) -> str:
        """Return its type without what all have in common."""
        return self.type.rpartition(".")[2]

    @property
    def about(self) -> str:
        """Return the name of its VM, else its job that was to be cancelled, else the name of its vault."""
        job = self.data.get("request", self.data).get("jobId") if self.id.startswith("cancel-job/") else None
        return f"job {job[:SHORT]}" if job and not self.subject else name_of(self.subject or self.source)


def event_of(text: bytes) -> Event:
    """Read an event; raise msgspec.DecodeError for what is none."""
    return msgspec.structs.replace(decoded(text, Event), letter=msgspec.Raw(text))
