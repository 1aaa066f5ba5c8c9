"""Event subscriptions come and go; whether one gets anything shows its handshake."""

from local_stack.simulator.state.event_grid import EventSubscription
from local_stack.simulator.state.world import Cloud


def subscribe(cloud: Cloud, wanted: EventSubscription) -> None:
    """Take a subscription, in place of one with the same name; ValueError if it is none."""
    if bool(wanted.queue and wanted.connection_string) == bool(wanted.webhook):
        raise ValueError("either a queue with its connection string, or a webhook")
    fewest, most = wanted.duplicates
    if not 1 <= fewest <= most:
        raise ValueError("duplicates go from 1 or more to as many or more")
    subscriptions = cloud.world.event_grid.subscriptions
    wanted.name = wanted.name or f"subscription{len(subscriptions) + 1}"
    subscriptions[wanted.name] = wanted


def unsubscribe(cloud: Cloud, name: str) -> bool:
    """Forget a subscription with its deliveries; tell whether there was one."""
    cloud.world.event_grid.pending.pop(name, None)
    return cloud.world.event_grid.subscriptions.pop(name, None) is not None
