"""Keeps a received message invisible to others for as long as its function runs."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from azure.core.exceptions import AzureError
from azure.storage.queue import QueueMessage

from local_stack.functions_host.account import first_line
from local_stack.functions_host.storage_queues import MessageGoneError, StorageQueue

AZURES_LEASE = 600  # seconds; not configurable in Azure

log = logging.getLogger("host.lease")


@contextlib.asynccontextmanager
async def kept(queue: StorageQueue, message: QueueMessage, lease: int) -> AsyncIterator[None]:
    """Renew the message's invisibility of `lease` seconds at half time, while the block runs."""
    finished = asyncio.Event()
    renewal = asyncio.create_task(_renew(queue, message, lease, finished))
    try:
        yield
    finally:
        # Not cancelled: a renewal under way changes the pop receipt, without which the message cannot be deleted.
        finished.set()
        await renewal


def next_interval(interval: float, lease: float, *, renewed: bool) -> float:
    """Return the seconds to the next renewal: half the lease; after each failure half of that, down to a tenth.

    A tenth of Azure's 10 minutes is the minute of its LinearSpeedupStrategy.
    """
    return lease / 2 if renewed else max(interval / 2, lease / 10)


async def _renew(queue: StorageQueue, message: QueueMessage, lease: int, finished: asyncio.Event) -> None:
    interval = lease / 2
    while not await _within(interval, finished):
        try:
            await queue.hide(message, lease)
            interval = next_interval(interval, lease, renewed=True)
        except MessageGoneError as error:
            log.warning("message %s of %s is no longer ours: %s", message.id, queue.name, error)
            return
        except AzureError as error:
            interval = next_interval(interval, lease, renewed=False)
            log.warning(
                "message %s of %s not renewed, again in %.0f s: %s", message.id, queue.name, interval, first_line(error)
            )


async def _within(seconds: float, event: asyncio.Event) -> bool:
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(event.wait(), seconds)
    return False
