"""Delivery to a webhook, and the handshake before the first one (reference: VM creation events, section c)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import aiohttp
from yarl import URL

from local_stack.simulator.event_grid.destination import Send
from local_stack.simulator.event_grid.retries import LATE, UNREACHABLE
from local_stack.simulator.state.event_grid import Delivery, EventSubscription
from local_stack.simulator.state.runs import Json

OK = 200
ORIGIN = "eventgrid.azure.net"

# Event Grid waits this long for an answer, in seconds; a webhook is real, and so is this time.
PATIENCE = aiohttp.ClientTimeout(total=30)

_CLOUD_EVENT = "application/cloudevents+json; charset=utf-8"


@asynccontextmanager
async def open_webhook(subscription: EventSubscription) -> AsyncIterator[Send]:
    """Be ready to post to the webhook of a subscription."""

    async def send(delivery: Delivery) -> int:
        try:
            async with session.post(_address(subscription), **_notification(subscription, delivery)) as answer:
                return answer.status
        except TimeoutError:
            return LATE
        except aiohttp.ClientError:
            return UNREACHABLE

    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        yield send


async def shake_hands(subscription: EventSubscription) -> str:
    """Ask the webhook whether it wants events, in the way of the schema; say what is wrong, or nothing."""
    ask = _ask_for_permission if subscription.schema == "CloudEventSchemaV1_0" else _ask_for_code
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        try:
            return await ask(session, subscription)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            return f"the webhook did not answer its validation: {type(error).__name__} {error}".rstrip()


async def _ask_for_permission(session: aiohttp.ClientSession, subscription: EventSubscription) -> str:
    headers = {"WebHook-Request-Origin": ORIGIN}
    async with session.options(_address(subscription), headers=headers) as answer:
        allowed = answer.headers.get("WebHook-Allowed-Origin", "")
    good = answer.status == OK and allowed in (ORIGIN, "*")
    return "" if good else f"the webhook answered OPTIONS with {answer.status}, allowed origin '{allowed}'"


async def _ask_for_code(session: aiohttp.ClientSession, subscription: EventSubscription) -> str:
    code = str(uuid4())
    event = {
        "id": str(uuid4()),
        "topic": subscription.topic,
        "subject": "",
        "data": {"validationCode": code, "validationUrl": ""},
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "eventTime": "2026-01-01T00:00:00Z",
        "metadataVersion": "1",
        "dataVersion": "2",
    }
    headers = _headers(subscription, "SubscriptionValidation")
    async with session.post(_address(subscription), json=[event], headers=headers) as answer:
        told: Json = await answer.json(content_type=None) if answer.status == OK else {}
    good = isinstance(told, dict) and told.get("validationResponse") == code
    return "" if good else f"the webhook answered the validation event with {answer.status}, not with its code"


def _notification(subscription: EventSubscription, delivery: Delivery) -> Json:
    """Write the body and headers of a delivery: an array in Event Grid's schema, one object in CloudEvents."""
    headers = _headers(subscription, "Notification") | {"aeg-delivery-count": str(delivery.attempts)}
    if subscription.schema == "CloudEventSchemaV1_0":
        return {"json": delivery.event, "headers": headers | {"Content-Type": _CLOUD_EVENT}}
    versions = {
        "aeg-data-version": str(delivery.event.get("dataVersion", "")),
        "aeg-metadata-version": str(delivery.event.get("metadataVersion", "")),
    }
    return {"json": [delivery.event], "headers": headers | versions}


def _headers(subscription: EventSubscription, kind: str) -> dict[str, str]:
    return {"aeg-event-type": kind, "aeg-subscription-name": subscription.name.upper()}


def _address(subscription: EventSubscription) -> URL:
    """Add the key that opens a function to its address."""
    address = URL(subscription.webhook)
    return address.update_query(code=subscription.key) if subscription.key else address
