"""From an announced write to deliveries: who wants to know, how often, and in which order."""

import random
from collections.abc import Callable, Iterable

from local_stack.simulator.event_grid.envelopes import Told, enclose, type_of_event
from local_stack.simulator.event_grid.resource_events import created_or_updated, write_succeeded
from local_stack.simulator.state.event_grid import Delivery, EventSubscription, TopicType, Write
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.world import Cloud

_TELLS: dict[TopicType, Callable[[Cloud, Write], Told | None]] = {
    "Microsoft.Resources": write_succeeded,
    "Microsoft.ResourceNotifications.Resources": created_or_updated,
}


def publish_announced(cloud: Cloud, chance: random.Random) -> None:
    """Make deliveries of all that was announced since the last time."""
    grid = cloud.world.event_grid
    announced, grid.announced = grid.announced, []
    for subscription in active(cloud):
        told = [(write, _TELLS[subscription.topic_type](cloud, write)) for write in announced]
        events = [enclose(words, write, subscription) for write, words in told if words]
        _enqueue(cloud, subscription, events, chance)


def publish(cloud: Cloud, event: Json, chance: random.Random) -> None:
    """Make deliveries of one event, as it is, whatever its form."""
    for subscription in active(cloud):
        _enqueue(cloud, subscription, [event], chance)


def active(cloud: Cloud) -> list[EventSubscription]:
    """List the subscriptions whose handshake has succeeded."""
    subscriptions = cloud.world.event_grid.subscriptions.values()
    return [subscription for subscription in subscriptions if subscription.provisioning_state == "Succeeded"]


def wanted(subscription: EventSubscription, event: Json) -> bool:
    """Tell whether an event passes the filters of a subscription; case does not matter to Event Grid."""
    topic = f"{subscription.topic.lower().rstrip('/')}/" if subscription.topic else ""
    data = event.get("data")
    operation = str(data.get("operationName", "")) if isinstance(data, dict) else ""
    return (
        f"{event.get('subject', '')}/".lower().startswith(topic)
        and _among(type_of_event(event), subscription.included_event_types)
        and _among(operation, subscription.operation_names)
    )


def _among(value: str, filter_values: Iterable[str]) -> bool:
    allowed = [one.lower() for one in filter_values]
    return not allowed or value.lower() in allowed


def _enqueue(cloud: Cloud, subscription: EventSubscription, events: Iterable[Json], chance: random.Random) -> None:
    """Queue what passes the filters, as often and in the order that chance has it."""
    now = cloud.now()
    passing = [event for event in events if wanted(subscription, event)]
    deliveries = [
        Delivery(event, now, now) for event in passing for _ in range(chance.randint(*subscription.duplicates))
    ]
    if subscription.shuffled:
        chance.shuffle(deliveries)
    cloud.world.event_grid.pending.setdefault(subscription.name, []).extend(deliveries)
