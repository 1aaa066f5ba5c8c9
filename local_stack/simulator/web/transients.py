"""Failures that pass: a share of all requests to ARM ends with 500, 502 or 504, as in a bad hour of Azure's."""

import random
from collections.abc import Sequence

from local_stack.simulator.errors import PAGES
from local_stack.simulator.web.faults import Fault, FaultyAnswer

# Of 8,700 recorded looks at operations and jobs 11 failed so (reference: long operations).
RECORDED_RATE = 11 / 8_700


def _page(name: str) -> FaultyAnswer:
    form = PAGES[name]
    return FaultyAnswer(form.status, {"Content-Type": "text/html"}, form.message.format(title=form.code).encode())


# What comes how often: 504 was most frequent by far. Behind it the work may have been done.
_ANSWERS: Sequence[tuple[int | FaultyAnswer, bool, int]] = [
    (500, False, 3),
    (502, False, 1),
    (504, False, 3),
    (504, True, 3),
    (_page("502 page"), False, 1),
    (_page("504 page"), True, 1),
]


class Transients:
    """Draw failures at a rate, 0 to 1. The same seed draws the same ones."""

    def __init__(self, rate: float = 0, seed: int | None = None) -> None:
        if not 0 <= rate <= 1:
            raise ValueError(f"not a share of all requests, 0 to 1: {rate}")
        self.rate = rate
        self._random = random.Random(seed)  # noqa: S311 - reproducible failures, no secret

    def draw(self, path: str) -> Fault | None:
        """Let a request fail, or not; only those to ARM do."""
        if not self.rate or not path.lower().startswith("/subscriptions") or self._random.random() >= self.rate:
            return None
        (drawn,) = self._random.choices(_ANSWERS, [weight for _, _, weight in _ANSWERS])
        answer, after, _ = drawn
        return Fault("*", answer, after=after, name="transient")
