"""What Event Grid remembers, as plain data: who wants to know what, and what has not reached them yet."""

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from local_stack.simulator.state.runs import Json

type Schema = Literal["EventGridSchema", "CloudEventSchemaV1_0"]
type TopicType = Literal["Microsoft.Resources", "Microsoft.ResourceNotifications.Resources"]


class Write(Struct):
    """A write that ARM has carried out; `method` is that of an update, empty for a creation."""

    id: str
    resource: str
    at: datetime
    correlation_id: str
    method: str = ""


class EventSubscription(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """Who is told of what: a storage queue, or a webhook with the `key` that opens it.

    `topic` is the id of a subscription or a resource group, empty for all there are. Without filters everything of
    the topic is delivered, each event `duplicates` times (from, to), in another order if `shuffled`.
    `event_time_to_live` is in minutes. It begins as Creating; a failed handshake makes it Failed, for good.
    """

    name: str = ""
    queue: str = ""
    connection_string: str = ""
    webhook: str = ""
    key: str = ""
    schema: Schema = "EventGridSchema"
    topic: str = ""
    topic_type: TopicType = "Microsoft.Resources"
    included_event_types: list[str] = field(default_factory=list)
    operation_names: list[str] = field(default_factory=list)
    duplicates: tuple[int, int] = (1, 1)
    shuffled: bool = False
    max_delivery_attempts: int = 30
    event_time_to_live: int = 1440
    provisioning_state: Literal["Creating", "Succeeded", "Failed"] = "Creating"
    problem: str = ""


class Delivery(Struct):
    """One event on its way; `attempts` counts those that failed."""

    event: Json
    published: datetime
    due: datetime
    attempts: int = 0
    outcome: str = ""
    last_attempt: datetime | None = None


class DeadLetter(Struct, rename="camel"):
    """An event that Event Grid gave up, and why."""

    subscription: str
    event: Json
    dead_letter_reason: str
    delivery_attempts: int
    last_delivery_outcome: str
    publish_time: datetime
    last_delivery_attempt_time: datetime | None


class EventGrid(Struct):
    """Subscriptions by name, what was announced but not published yet, and by subscription what is on its way."""

    subscriptions: dict[str, EventSubscription] = field(default_factory=dict)
    announced: list[Write] = field(default_factory=list)
    pending: dict[str, list[Delivery]] = field(default_factory=dict)
    dead_letters: list[DeadLetter] = field(default_factory=list)
