"""Event Grid's own resources: a system topic for each source that is subscribed to, and who is told of its events.

https://learn.microsoft.com/rest/api/eventgrid/controlplane/system-topics/list-by-subscription
"""

from local_stack.simulator.state.event_grid import EventSubscription
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web import subscriptions
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page
from local_stack.simulator.web.routing import Handler

_TOPICS = "/providers/Microsoft.EventGrid/systemTopics"
_NAME = "subscription-events"


def rows(subscription: str, group: str) -> list[tuple[str, str, Handler]]:
    """Return the rows: the topics of a subscription, and the event subscriptions of one of them."""
    return [
        ("GET", f"{subscription}{_TOPICS}", list_topics),
        ("GET", f"{group}{_TOPICS}/{{topic}}/eventSubscriptions", list_subscriptions),
    ]


def list_topics(call: Call) -> Answer:
    """List the system topics of a subscription: one, if anybody is told of anything."""
    subscriptions.get(call)
    groups = [group.id for group in call.cloud.world.groups.values() if _is_of(call, group.id)]
    told = call.cloud.world.event_grid.subscriptions
    return page(call, [_topic(call, min(groups))] if told else [])


def list_subscriptions(call: Call) -> Answer:
    """List the event subscriptions of a topic."""
    topic = call.path.rpartition("/")[0]
    return page(call, [_subscription(topic, one) for one in call.cloud.world.event_grid.subscriptions.values()])


def _is_of(call: Call, arm_id: str) -> bool:
    return arm_id.lower().startswith(f"/subscriptions/{call.names['subscription']}/".lower())


def _topic(call: Call, group: str) -> Json:
    source = f"/subscriptions/{call.names['subscription']}"
    return {
        "id": f"{group}{_TOPICS}/{_NAME}",
        "name": _NAME,
        "type": "Microsoft.EventGrid/systemTopics",
        "location": "global",
        "properties": {
            "source": source,
            "topicType": "Microsoft.Resources.Subscriptions",
            "provisioningState": "Succeeded",
        },
    }


def _subscription(topic: str, one: EventSubscription) -> Json:
    """Write a subscription, without what opens its destination."""
    queue = {"endpointType": "StorageQueue", "properties": {"resourceId": None, "queueName": one.queue}}
    webhook = {"endpointType": "WebHook", "properties": {"endpointBaseUrl": one.webhook}}
    properties: Json = {
        "topic": topic,
        "provisioningState": one.provisioning_state,
        "eventDeliverySchema": one.schema,
        "destination": queue if one.queue else webhook,
        "filter": {"includedEventTypes": one.included_event_types or None},
    }
    where = f"{topic}/eventSubscriptions/{one.name}"
    return {"id": where, "name": one.name, "type": "Microsoft.EventGrid/eventSubscriptions", "properties": properties}
