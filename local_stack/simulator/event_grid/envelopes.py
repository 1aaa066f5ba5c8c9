"""The two forms of an event: Event Grid's own, and CloudEvents 1.0."""

from typing import NamedTuple

from local_stack.simulator.state.event_grid import EventSubscription, Write
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.times import iso


class Told(NamedTuple):
    """What an event says, whatever its form."""

    kind: str
    subject: str
    data: Json
    data_version: str


def enclose(told: Told, write: Write, subscription: EventSubscription) -> Json:
    """Write an event as its subscription wants it."""
    topic = subscription.topic or f"/subscriptions/{write.resource.split('/')[2]}"
    if subscription.schema == "CloudEventSchemaV1_0":
        return {
            "id": write.id,
            "source": topic,
            "specversion": "1.0",
            "type": told.kind,
            "subject": told.subject,
            "time": iso(write.at),
            "data": told.data,
        }
    return {
        "subject": told.subject,
        "eventType": told.kind,
        "eventTime": iso(write.at),
        "id": write.id,
        "data": told.data,
        "dataVersion": told.data_version,
        "metadataVersion": "1",
        "topic": topic,
    }


def type_of_event(event: Json) -> str:
    """Read the type of an event of either form."""
    return str(event.get("eventType") or event.get("type") or "")
