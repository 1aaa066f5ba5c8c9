"""What is posted where: the address, the body in the form that the target wants, and who vouches for it."""

from collections.abc import Callable
from typing import NamedTuple

from shared.connections import Connections
from shared.targets import EVENT_GRID, Form, Webhook
from shared.telling import TellEvent
from tell_event.signature import signed
from tell_event.slack import blocks
from tell_event.summary import event_id, summary
from tell_event.teams import card

AUDIENCE = "https://eventgrid.azure.net"
# https://learn.microsoft.com/azure/event-grid/post-to-custom-topic; a topic whose input is CloudEvents takes a batch.
API_VERSION = "2018-01-01"
BATCH = "application/cloudevents-batch+json; charset=utf-8"
EVENT = "application/cloudevents+json; charset=utf-8"
JSON = "application/json; charset=utf-8"

FORMS: dict[Form, tuple[str, Callable[[bytes], bytes]]] = {
    "cloudevents": (EVENT, bytes),
    "teams": (JSON, lambda event: card(summary(event))),
    "slack": (JSON, lambda event: blocks(summary(event))),
}


class Delivery(NamedTuple):
    """One POST; `audience` is that of the token that goes with it, if any does."""

    url: str
    body: bytes
    headers: dict[str, str]
    audience: str | None = None


def delivery(telling: TellEvent, azure: Connections) -> Delivery | None:
    """Return what to post to the target, or None if the settings name no such target any more."""
    topic, event = azure.settings.event_grid_topic, bytes(telling.event)
    if telling.target == EVENT_GRID:
        return _to_topic(topic, event) if topic else None
    named = (webhook for webhook in azure.settings.webhooks if webhook.name == telling.target)
    webhook = next(named, None)
    return _to_webhook(webhook, event, azure) if webhook else None


def _to_topic(topic: str, event: bytes) -> Delivery:
    url = topic if "api-version=" in topic else f"{topic}?api-version={API_VERSION}"
    return Delivery(url, b"[" + event + b"]", {"Content-Type": BATCH}, AUDIENCE)


def _to_webhook(webhook: Webhook, event: bytes, azure: Connections) -> Delivery:
    content_type, form = FORMS[webhook.form]
    body = form(event)
    signature = signed(event_id(event), body, webhook.key, azure.now()) if webhook.key else {}
    return Delivery(webhook.url, body, {"Content-Type": content_type, **signature})
