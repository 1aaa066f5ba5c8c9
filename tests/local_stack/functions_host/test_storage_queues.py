"""What the host relies on in its queues, against a real Azurite."""

import asyncio

import pytest

from local_stack.azurite import Azurite
from local_stack.functions_host.storage_queues import MessageGoneError, StorageQueues
from tests.local_stack.functions_host.storage import Queues

CONNECTION = "AzureWebJobsStorage"


@pytest.fixture(autouse=True)
def connection(azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app setting that names the storage account."""
    monkeypatch.setenv(CONNECTION, azurite.connection_string)


def test_a_write_wakes_the_listener_of_the_same_queue(queues: Queues) -> None:
    """An output or a poisoned message need not wait for the next poll, which may be a minute away."""

    async def listen_and_send() -> bool:
        async with StorageQueues() as opened:
            listener = asyncio.create_task(opened.queue(queues.name, CONNECTION).written.wait())
            await opened.queue(queues.name.upper(), CONNECTION).send("hello")
            return await asyncio.wait_for(listener, 5)

    assert asyncio.run(listen_and_send())
    assert queues.contents() == ["hello"]


def test_a_message_that_another_has_taken_is_no_longer_ours(queues: Queues) -> None:
    """Its pop receipt says so, or that it is not there any more."""
    queues.put("contested")

    async def lose_it() -> None:
        async with StorageQueues() as opened:
            queue = opened.queue(queues.name, CONNECTION)
            [message] = await queue.receive(1, 60)
            outdated = message.pop_receipt
            await queue.hide(message, 0)
            message.pop_receipt, current = outdated, message.pop_receipt
            with pytest.raises(MessageGoneError, match="PopReceiptMismatch"):
                await queue.delete(message)
            message.pop_receipt = current
            await queue.delete(message)
            with pytest.raises(MessageGoneError, match="MessageNotFound"):
                await queue.hide(message, 60)

    asyncio.run(lose_it())
