"""Bad weather: a share of all calls goes wrong, at every door, before their work is done or after it.

What a call meets is drawn by its name and not by its turn: the seed, the request's id, method, path, and how often just
that was asked before. So the same seed means the same weather for a request, whatever else is going on.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping

from local_stack.simulator.errors import PAGES
from local_stack.simulator.web.faults import Fault, FaultyAnswer

_ARM = "/subscriptions/"
# Ids of operations and jobs are drawn in the order of all calls, which is nobody's to choose.
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/recoverypoints/)\d+")


def _page(name: str, status: int | None = None) -> FaultyAnswer:
    form = PAGES[name]
    text = form.message.format(title=form.code).encode()
    return FaultyAnswer(status or form.status, {"Content-Type": "text/html"}, text)


_PLAIN_429 = {"error": {"code": "TooManyRequests", "message": "The request was throttled."}}

WEATHER: Mapping[str, int | FaultyAnswer | str] = {
    "429": 429,
    "429 without Retry-After": FaultyAnswer(429, body=_PLAIN_429),
    "500": 500,
    "502": 502,
    "502 page": _page("502 page"),
    "503": 503,
    "504": 504,
    "200 page": _page("504 page", 200),
    "reset": "reset",
    "hang": "hang",
    "cut": "cut",
}
# Who is turned away at the door is not served behind it.
NEVER_AFTER = {"429", "429 without Retry-After"}


class Weather:
    """Draw what calls meet, at a rate from 0 to 1; of what can go wrong after the work was done, half does."""

    def __init__(self, rate: float = 0, seed: int | None = None) -> None:
        if not 0 <= rate <= 1:
            raise ValueError(f"not a share of all calls, 0 to 1: {rate}")
        self.rate = rate
        self._seed = random.getrandbits(64) if seed is None else seed
        self._asked: Counter[str] = Counter()

    def draw(self, method: str, path: str, request_id: str) -> Fault | None:
        """Let a call meet bad weather, or not."""
        if not self.rate:
            return None
        name = _name(method, path.lower(), request_id)
        self._asked[name] += 1
        drawn = random.Random(f"{self._seed} {name} {self._asked[name]}")  # noqa: S311 - the same every time, no secret
        if drawn.random() >= self.rate:
            return None
        kind = drawn.choice(list(WEATHER))
        return Fault("*", WEATHER[kind], after=drawn.random() < 1 / 2 and kind not in NEVER_AFTER, name=kind)


def _name(method: str, path: str, request_id: str) -> str:
    """Name a call. Only those to ARM bring the id of the request that they are made for."""
    return f"{request_id} {method} {_ID.sub('*', path)}" if path.startswith(_ARM) else f"{method} {path}"
