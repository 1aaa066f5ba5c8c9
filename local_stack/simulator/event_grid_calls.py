"""The calls on Event Grid: subscribe, publish, and look what became of it."""

from typing import Any

import msgspec

from local_stack.simulator.event_grid.subscribing import subscribe, unsubscribe
from local_stack.simulator.inside import Inside
from local_stack.simulator.state.event_grid import EventSubscription
from local_stack.simulator.state.runs import Json


class EventGridCalls(Inside):
    """Event subscriptions and their deliveries. Every call of the simulator delivers what is due before it returns."""

    def subscribe(self, **fields: Any) -> str:  # noqa: ANN401 - checked by msgspec: the fields of EventSubscription
        """Subscribe a `queue` (with `connection_string`) or a `webhook` (with its `key`), and give its name.

        Further fields: `schema`, `topic`, `topic_type`, `included_event_types`, `operation_names`, `duplicates`,
        `shuffled`, `max_delivery_attempts`, `event_time_to_live` (minutes). ValueError if the handshake fails.
        """
        wanted = self._checked(EventSubscription(**fields))
        self._change(lambda: subscribe(self._cloud, wanted))
        if wanted.problem:
            raise ValueError(wanted.problem)
        return wanted.name

    def unsubscribe(self, name: str) -> None:
        """Forget a subscription, and what was on its way to it."""
        self._change(lambda: unsubscribe(self._cloud, name))

    def publish(self, event: Json) -> None:
        """Publish an event as it is to all whose filters it passes; its form is the caller's business."""
        self._change(lambda: self._publisher.publish(event))

    def delivered(self) -> list[Json]:
        """List what has arrived, oldest first: `time`, `subscription`, `attempts` that failed before, `event`."""
        return self._server.do(lambda: msgspec.to_builtins(list(self._publisher.delivered)))

    def dead_letters(self) -> list[Json]:
        """List what was given up: `event`, `deadLetterReason`, `deliveryAttempts`, `lastDeliveryOutcome`, ..."""
        return self._server.do(lambda: msgspec.to_builtins(self._cloud.world.event_grid.dead_letters))
