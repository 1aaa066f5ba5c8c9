"""Send what a client once sent, at the same moments, to a simulator of its own."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import NamedTuple

from fidelity.bodies import Difference
from fidelity.client import Client, past
from fidelity.comparison import Leniency, compare
from fidelity.deeds import Doer
from fidelity.durations import RecordedDurations, of_job, of_operation
from fidelity.identities import Identities
from fidelity.recordings import Answer, Interaction, Step
from fidelity.worlds import Scene, World, build

# These are no fault of the client: the simulator is told to answer so.
FAULTS = {429, 500, 502, 503, 504}


class Compared(NamedTuple):
    """One interaction of one recording, and what differs."""

    recording: str
    number: int
    call: str
    differences: list[Difference]


def replay(steps: list[Step], world: World, leniency: Leniency) -> Iterator[Compared]:
    """Replay a session in a world of its own, and compare answer by answer."""
    scene, durations, ids = Scene(steps, world.vms), RecordedDurations(seed=1), Identities(world.names)
    with (
        past(world.begins(steps), world.page_size, durations) as azure,
        closing(Client(azure, durations, ids)) as client,
    ):
        build(azure, world, scene)
        doer = Doer(client, scene)
        for place, step in enumerate(steps):
            one, later = step.interaction, [other.interaction for other in steps[place + 1 :]]
            for deed in world.before.get(one.index, []):
                doer.do(deed)
            client.until(one.at)
            _expect(client, world, one, later)
            ours = _send(client, one)
            for recording, same in step.interactions.items():
                yield Compared(recording, same.index, same.call, compare(same.response, ours, ids, leniency))


def _expect(client: Client, world: World, one: Interaction, later: list[Interaction]) -> None:
    """Tell the simulator how long what begins now will take, or that it shall fail."""
    told = world.job_lasts.get(one.index)
    client.durations.operation = of_operation(one, later)
    client.durations.job = timedelta(seconds=told) if told else of_job(one, later)
    if one.response.status in FAULTS:
        client.azure.fault(on=f"{one.request.method} *", answer=one.response.status)


def _send(client: Client, one: Interaction) -> Answer:
    body = json.loads(client.ids.translated(json.dumps(one.request.body)))
    return client.send(one.request.method, client.ids.address(one.request.url), body, one.request.headers)
