"""Delivery to a storage queue: one event per message, JSON in Base64."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from azure.core.exceptions import AzureError, HttpResponseError
from azure.storage.queue import TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient

from local_stack.simulator.event_grid.destination import Send
from local_stack.simulator.event_grid.retries import UNREACHABLE
from local_stack.simulator.state.event_grid import Delivery, EventSubscription

CREATED = 201


@asynccontextmanager
async def open_queue(subscription: EventSubscription) -> AsyncIterator[Send]:
    """Connect to the queue of a subscription."""

    async def send(delivery: Delivery) -> int:
        try:
            await queue.send_message(msgspec.json.encode(delivery.event).decode())
        except AzureError as error:
            return _status(error)
        return CREATED

    async with _client(subscription) as queue:
        yield send


async def find_queue(subscription: EventSubscription) -> str:
    """Look whether the queue exists, as it must before one subscribes; say what is wrong, or nothing."""
    try:
        async with _client(subscription) as queue:
            await queue.get_queue_properties()
    except (AzureError, ValueError) as error:
        return f"queue '{subscription.queue}' cannot be reached: {str(error).splitlines()[0]}"
    return ""


def _client(subscription: EventSubscription) -> QueueClient:
    """Build a client that tries once: when to try again is Event Grid's business."""
    return QueueClient.from_connection_string(
        subscription.connection_string,
        subscription.queue,
        message_encode_policy=TextBase64EncodePolicy(),
        retry_total=0,
    )


def _status(error: AzureError) -> int:
    return error.status_code or UNREACHABLE if isinstance(error, HttpResponseError) else UNREACHABLE
