"""All points of all flows: one run without a crash counts them, and then one run for each.

A run dies *before* its call. To be dead after call n, its answer received, is for everybody else the same as to be
dead before call n + 1: between the two nothing leaves the process, and what is inside is lost either way, what the
answer has told included. So one run stands for both, and n calls are 2n points in n + 1 runs; the one after the last
call is the end of the counting run, whose host is killed when all is over. It holds for the deletion of a message, too:
it is a call like the others, and what it promises is kept by the queue.

Where several messages are worked on at a time, the others' calls are anywhere when the host dies, and in another order
in the next run; and where Azure is asked once more than in the counting run, a point may not be reached, which the
table tells.
"""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import Protocol

from local_stack.stack import QUEUES
from proof.crashes.flows import FLOWS
from proof.crashes.in_host import NEVER
from proof.crashes.lane import Lane
from proof.crashes.run import Run, run


class Play(Protocol):
    """What plays a run of a flow as soon as a lane is free."""

    def __call__(self, name: str, at: int = NEVER, queues: Collection[str] = QUEUES) -> Future[Run]:
        """Die before that call, if it is not 0; listen to these queues alone."""


@contextmanager
def lanes(count: int, lasting: float | None = None) -> Iterator[Play]:
    """Give what plays a run as soon as one of so many lanes is free."""
    free: SimpleQueue[Lane] = SimpleQueue()

    def play(name: str, at: int, queues: Collection[str]) -> Run:
        lane = free.get()
        try:
            return run(name, FLOWS[name], lane, at, queues)
        finally:
            free.put(lane)

    with ExitStack() as stack, ThreadPoolExecutor(count) as pool:
        for _ in range(count):
            free.put(stack.enter_context(Lane(lasting)))
        try:
            yield lambda name, at=NEVER, queues=QUEUES: pool.submit(play, name, at, queues)
        finally:
            pool.shutdown(cancel_futures=True)


def runs(names: Iterable[str], play: Play, at: int | None = None) -> Iterator[Run]:
    """Play every point of these flows, or one of each; give each run as it ends."""
    if at is not None:
        yield from _ended(play(name, at) for name in names)
        return
    points: list[Future[Run]] = []
    for counted in _ended([play(name) for name in names]):
        points += [play(counted.flow, number, counted.queues) for number in range(1, len(counted.calls) + 1)]
        yield counted
    yield from _ended(points)


def _ended(futures: Iterable[Future[Run]]) -> Iterator[Run]:
    for future in as_completed(futures):
        yield future.result()
