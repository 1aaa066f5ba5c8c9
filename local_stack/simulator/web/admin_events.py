"""The simulator's own routes to Event Grid."""

import msgspec

from local_stack.simulator.event_grid.subscribing import subscribe, unsubscribe
from local_stack.simulator.state.event_grid import EventSubscription
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.admin_refusals import refusing_nonsense
from local_stack.simulator.web.call import Answer, Call

_SECRET = ("connectionString", "key")


def add_subscription(call: Call) -> Answer:
    """Take a subscription: Creating, until its handshake is over."""
    wanted = msgspec.convert(call.body, EventSubscription)
    with refusing_nonsense():
        subscribe(call.cloud, wanted)
    return Answer(201, _body(wanted))


def list_subscriptions(call: Call) -> Answer:
    """List the subscriptions."""
    return Answer(200, {"value": [_body(one) for one in call.cloud.world.event_grid.subscriptions.values()]})


def remove_subscription(call: Call) -> Answer:
    """Forget a subscription."""
    return Answer(200 if unsubscribe(call.cloud, call.names["name"]) else 204)


def publish(call: Call) -> Answer:
    """Publish an event, whatever its form."""
    call.backstage.publisher.publish(call.body)
    return Answer(202)


def list_delivered(call: Call) -> Answer:
    """List what has arrived."""
    return Answer(200, {"value": list(call.backstage.publisher.delivered)})


def list_dead_letters(call: Call) -> Answer:
    """List what was given up."""
    return Answer(200, {"value": call.cloud.world.event_grid.dead_letters})


def _body(subscription: EventSubscription) -> Json:
    """Write a subscription without what opens its destination."""
    body: Json = msgspec.to_builtins(subscription)
    return {key: value for key, value in body.items() if key not in _SECRET}
