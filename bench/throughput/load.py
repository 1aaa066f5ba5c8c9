"""Messages that ask for backups: all at once, or steadily."""

import json
import random
from time import sleep, time

from azure.storage.queue import QueueClient

from local_stack.simulator.seeds import DEFAULT, SUBSCRIPTION
from local_stack.simulator.state.names import ResourceName

VAULT = DEFAULT.vaults[0].id


def burst(queue: QueueClient, count: int) -> dict[str, float]:
    """Send so many as fast as it goes; return the times, by message id."""
    return dict(_sent(queue, number) for number in range(count))


def steady(queue: QueueClient, count: int, rate: float) -> dict[str, float]:
    """Send so many, `rate` a second on average and at random, as independent senders do."""
    chance = random.Random(1)  # noqa: S311 - no secret
    times: dict[str, float] = {}
    due = time()
    for number in range(count):
        due += chance.expovariate(rate)
        sleep(max(0.0, due - time()))
        times |= [_sent(queue, number)]
    return times


def _sent(queue: QueueClient, number: int) -> tuple[str, float]:
    vm = ResourceName(SUBSCRIPTION, "fleet", f"vm{number:04}").vm_id()
    begun = time()
    message = queue.send_message(json.dumps({"vmId": vm, "vaultId": VAULT}))
    return message.id, begun
