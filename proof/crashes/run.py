"""One run of one flow, in which the first host dies before one of its calls, or never."""

import re
import time
import traceback
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import NamedTuple

from local_stack.simulator import Simulator
from local_stack.simulator.state.durations import Durations
from local_stack.stack import QUEUES
from proof.crashes.evidence import evidence
from proof.crashes.flows import Act, Flow
from proof.crashes.in_host import NEVER
from proof.crashes.lane import Lane
from proof.crashes.promise import broken
from proof.crashes.scene import Scene

FUNCTION = {"operations": "poll_operation"}  # the others are called as their queues
TAKEN = re.compile(r"host: DELETE /\w+/([a-z-]+)/messages/")
PATIENCE = 90.0  # seconds for one act: a request that comes twice waits for half of them


class Run(NamedTuple):
    """What came of it: the calls of the first host, what is broken, and if anything is, all that one needs to see."""

    flow: str
    at: int
    calls: list[str]
    broken: list[str]
    evidence: str
    crashed: bool
    seconds: float

    @property
    def queues(self) -> frozenset[str]:
        """Return the queues whose messages it has taken."""
        return frozenset(found[1] for call in self.calls if (found := TAKEN.match(call)))


class Lasting(Durations):
    """Operations and jobs that all take as long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seed=1)
        self._each = timedelta(seconds=seconds)

    def draw(self, what: str) -> timedelta:  # noqa: ARG002 - the same for all
        """Return that time, simulated."""
        return self._each


def run(name: str, flow: Flow, lane: Lane, at: int = NEVER, queues: Collection[str] = QUEUES) -> Run:
    """Play a flow in a new world, and hold what is to be seen afterwards against the promise.

    The host listens to these queues alone; a message in another one would be left there, and be seen.
    """
    begun = time.monotonic()
    lane.clear()
    durations = Lasting(lane.lasting * flow.speed) if lane.lasting else None
    settings = _deaf_to(set(QUEUES) - set(queues)) | dict(flow.settings)
    with (
        Simulator(speed=flow.speed, seed=1, durations=durations) as azure,
        closing(Scene(lane, azure, settings, at)) as scene,
    ):
        wrong = _outcome(flow, scene)
        crashed = len(scene.hosts) > 1
        shown = evidence(scene) if wrong else ""
        return Run(name, at, scene.calls(), wrong, shown, crashed, time.monotonic() - begun)


def _deaf_to(queues: Iterable[str]) -> dict[str, str]:
    """Return the settings that switch the functions of these queues off: looking into empty queues takes its time."""
    functions = [FUNCTION.get(queue, queue.replace("-", "_")) for queue in queues]
    return {f"AzureWebJobs.{function}.Disabled": "true" for function in functions}


def _outcome(flow: Flow, scene: Scene) -> list[str]:
    """Return what is wrong; what ends a run early is no end of the campaign."""
    try:
        flow.first(scene)
        scene.add_host()
        return list(_played(flow, scene))
    except Exception:  # noqa: BLE001 - the app's answers are the harness's input: whatever they break is a finding
        return [traceback.format_exc()]


def _played(flow: Flow, scene: Scene) -> Iterator[str]:
    """Play the acts one after the other; say what is wrong after each, and with all of it."""
    wanted: Counter[str] = Counter()
    for act in flow.acts:
        wanted.update(act.ends)
        act.do(scene)
        if not _over(act, wanted, flow, scene):
            yield f"not over after {PATIENCE:.0f} s"
            break
        yield from act.wrong(scene)
    history = scene.history()
    left = {queue: count for queue, count in history.left.items() if queue not in flow.waits}
    yield from broken(history._replace(left=left), scene.asked, wanted)


def _over(act: Act, wanted: Counter[str], flow: Flow, scene: Scene) -> bool:
    """Wait until all ends have come and no message is on its way, with another host where the first has died."""
    patience = time.monotonic() + PATIENCE
    while scene.ends() < wanted or not _is_quiet(flow, scene):
        if time.monotonic() > patience:
            return False
        scene.look()
        if len(scene.hosts) == 1 and not scene.host.is_running:
            scene.add_host()
            if act.by_clock:
                act.do(scene)
    return True


def _is_quiet(flow: Flow, scene: Scene) -> bool:
    waiting = {queue for queue, hidden in flow.waits.items() if not hidden or scene.lane.hides_all(queue)}
    return all(queue in waiting for queue in scene.lane.left())
