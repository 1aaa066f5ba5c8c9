"""What the app promises of every request, and how a history breaks it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from local_stack.simulator.state.progress import JobProgress
from proof.repeatable import is_repeatable

WRITES = {"PUT", "POST", "PATCH", "DELETE"}
ACCEPTED = range(200, 300)

type Ends = Mapping[str, int]


class History(NamedTuple):
    """What is to be seen after a run: events as they arrived (id, type), the journal, the jobs, messages by queue."""

    arrivals: list[tuple[str, str]]
    journal: list[dict[str, Any]]
    jobs: list[JobProgress]
    left: Mapping[str, int]


def broken(history: History, asked: Iterable[str], wanted: Ends) -> list[str]:
    """Say how a history breaks the promise; `asked` are the ids of events that must come, `wanted` how many by type."""
    return [
        *_ends(history.arrivals, asked, wanted),
        *_repeated("was accepted", _accepted(history.journal)),
        *_repeated(
            "was started", ((job.activity_id, job.operation, job.vm) for job in history.jobs if job.activity_id)
        ),
        *(f"{count} messages are left in {queue}" for queue, count in history.left.items() if count),
    ]


def _ends(arrivals: list[tuple[str, str]], asked: Iterable[str], wanted: Ends) -> Iterator[str]:
    """Every request ends once: an event may come again, another one of the same id may not, and none may be missing."""
    types: dict[str, set[str]] = defaultdict(set)
    for id_, type_ in arrivals:
        types[id_].add(type_)
    yield from (
        f"{id_} has ended as {' and as '.join(sorted(kinds))}" for id_, kinds in types.items() if len(kinds) > 1
    )
    yield from (f"{id_} has not ended" for id_ in asked if id_ not in types)
    came = Counter(min(kinds) for kinds in types.values())
    if came != Counter(wanted):
        yield f"the ends are {dict(came)}, not {dict(wanted)}"


def _accepted(journal: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for entry in journal:
        path = str(entry["path"])
        if entry["method"] in WRITES and entry["status"] in ACCEPTED and not is_repeatable(path):
            yield str(entry["clientRequestId"]).lower(), str(entry["method"]), path


def _repeated(what: str, keys: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    yield from (f"{' '.join(key)} {what} {count} times" for key, count in Counter(keys).items() if count > 1)
