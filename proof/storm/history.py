"""What has happened in a storm, from all who saw some of it. Times are seconds from the beginning of the storm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field

type Json = dict[str, Any]


class Sent(Struct, frozen=True):
    """A message that storage has taken, and the id of the event that is its request's end."""

    at: float
    kind: str
    queue: str
    text: str
    end: str


class Arrived(Struct, frozen=True):
    """An event, as often as it came."""

    at: float
    id: str
    type: str
    event: Json


class Call(Struct, frozen=True):
    """A call that simulated Azure got. `done` is the status of the work, None where none was done."""

    at: float
    request_id: str
    method: str
    path: str
    status: int | str
    done: int | None
    weather: str | None


class Job(Struct, frozen=True):
    """A job that simulated Azure has started."""

    id: str
    operation: str
    vm: str
    request_id: str


class Blow(Struct, frozen=True):
    """What was done to the system from outside: a host killed, storage stopped or started."""

    at: float
    what: str


class History(Struct):
    """All of it."""

    began: datetime
    sent: list[Sent] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    blows: list[Blow] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    left: Mapping[str, int] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    seconds: float = 0
