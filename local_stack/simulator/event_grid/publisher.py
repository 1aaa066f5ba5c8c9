"""Event Grid at work: it publishes what is announced, and delivers what is due, for as long as it runs."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from datetime import datetime
from operator import attrgetter

from msgspec import Struct

from local_stack.simulator.event_grid import publication
from local_stack.simulator.event_grid.destination import Send
from local_stack.simulator.event_grid.retries import DELIVERED, after_failure, too_old
from local_stack.simulator.event_grid.storage_queue import find_queue, open_queue
from local_stack.simulator.event_grid.webhook import open_webhook, shake_hands
from local_stack.simulator.state.event_grid import Delivery, EventSubscription
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.world import Cloud

# A simulator that runs for weeks forgets the oldest deliveries.
KEPT = 100_000


class Delivered(Struct, rename="camel"):
    """One event that arrived; `attempts` counts those that failed before, `time` is simulated."""

    time: datetime
    subscription: str
    attempts: int
    event: Json


class Publisher:
    """Deliver events, in the loop that serves the simulator. The same seed duplicates and shuffles alike."""

    def __init__(self, cloud: Cloud, seed: int | None) -> None:
        self._cloud = cloud
        self._chance = random.Random(seed)  # noqa: S311 - reproducible disorder, no secret
        self._one_at_a_time = asyncio.Lock()
        self._news = asyncio.Event()
        self.delivered: deque[Delivered] = deque(maxlen=KEPT)

    def wake(self) -> None:
        """Look at once what is due: something may have changed."""
        self._news.set()

    async def run(self, changed: Callable[[], None]) -> None:
        """Deliver what becomes due, until cancelled."""
        # A simulator that is started again has another loop, and these belong to one.
        self._one_at_a_time, self._news = asyncio.Lock(), asyncio.Event()
        while True:
            self._news.clear()
            if await self.deliver_due():
                changed()
            try:
                async with asyncio.timeout(self._until_next()):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def deliver_now(self) -> bool:
        """Deliver what is due, and let `run` know that something else may be due next."""
        happened = await self.deliver_due()
        self.wake()
        return happened

    async def deliver_due(self) -> bool:
        """Publish, shake hands with new subscribers, and try what is due; tell whether there was anything."""
        async with self._one_at_a_time:
            publication.publish_announced(self._cloud, self._chance)
            grid = self._cloud.world.event_grid
            new = [one for one in grid.subscriptions.values() if one.provisioning_state == "Creating"]
            expecting = [one for one in publication.active(self._cloud) if self._due(one)]
            await asyncio.gather(*map(_begin, new), *map(self._deliver_to, expecting))
        return bool(new or expecting)

    def publish(self, event: Json) -> None:
        """Publish an event as it is, to all whose filters it passes."""
        publication.publish(self._cloud, event, self._chance)

    def _due(self, subscription: EventSubscription) -> list[Delivery]:
        """List what has to reach a subscriber by now, the longest due first."""
        pending = self._cloud.world.event_grid.pending.get(subscription.name, [])
        now = self._cloud.now()
        return sorted((one for one in pending if one.due <= now), key=attrgetter("due"))

    def _until_next(self) -> float | None:
        """Tell in how many real seconds something will be due; None: not before the clock is moved."""
        grid, clock = self._cloud.world.event_grid, self._cloud.clock
        dues = [
            one.due
            for subscription in publication.active(self._cloud)
            for one in grid.pending.get(subscription.name, [])
        ]
        return (min(dues) - clock.now()).total_seconds() / clock.speed if dues and clock.speed else None

    async def _deliver_to(self, subscription: EventSubscription) -> None:
        """Try what is due; after a leap of the clock a failure's next attempt may be due, too."""
        opened = open_webhook if subscription.webhook else open_queue
        pending = self._cloud.world.event_grid.pending[subscription.name]
        async with opened(subscription) as send:
            while due := self._due(subscription):
                ended = {id(delivery) for delivery in due if await self._settle(subscription, delivery, send)}
                pending[:] = [delivery for delivery in pending if id(delivery) not in ended]

    async def _settle(self, subscription: EventSubscription, delivery: Delivery, send: Send) -> bool:
        """Try once to deliver; tell whether that was the end of it."""
        dead = too_old(subscription, delivery)
        if dead is None:
            status = await send(delivery)
            if status in DELIVERED:
                self.delivered.append(
                    Delivered(self._cloud.now(), subscription.name, delivery.attempts, delivery.event)
                )
                return True
            dead = after_failure(subscription, delivery, status)
        if dead:
            self._cloud.world.event_grid.dead_letters.append(dead)
        return dead is not None


async def _begin(subscription: EventSubscription) -> None:
    """Shake hands; after a failure Event Grid never asks again (Azure/azure-sdk-for-net#51014)."""
    subscription.problem = await (shake_hands if subscription.webhook else find_queue)(subscription)
    subscription.provisioning_state = "Failed" if subscription.problem else "Succeeded"
