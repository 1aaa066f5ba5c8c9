"""How a request finds its row in the tables of routes.py."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from local_stack.simulator.web.call import Answer, Call

type Handler = Callable[[Call], Answer]


class Route(NamedTuple):
    """One row of the tables, ready to match. A guarded one needs a token and an api-version."""

    method: str
    path: re.Pattern[str]
    handler: Handler
    guarded: bool


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Find the row for a request, and the names in its path."""
    for route in routes:
        if route.method == method and (match := route.path.fullmatch(path)):
            return route, match.groupdict()
    return None


def ready(rows: list[tuple[str, str, Handler]], *, guarded: bool) -> list[Route]:
    """Prepare the rows of a table for matching."""
    return [Route(method, _pattern(path), handler, guarded) for method, path, handler in rows]


def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return re.compile(f"{escaped}/?", re.IGNORECASE)


def existence(handlers: Mapping[str, Handler]) -> list[tuple[str, str, Handler]]:
    """Answer HEAD with 204 wherever a handler finds something to show."""
    return [("HEAD", path, _found(handler)) for path, handler in handlers.items()]


def _found(handler: Handler) -> Handler:
    def answer(call: Call) -> Answer:
        handler(call)  # refuses what it does not find
        return Answer(204)

    return answer
