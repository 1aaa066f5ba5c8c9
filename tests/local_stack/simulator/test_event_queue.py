"""Delivery to a storage queue, on a real Azurite: in any order, more than once."""

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from azure.storage.queue import QueueClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm
from tests.local_stack.simulator.restore import LONGEST, new_vm, restore

VM_WRITE = ["Microsoft.Compute/virtualMachines/write"]


@pytest.fixture
def queue(azurite: Azurite) -> Iterator[QueueClient]:
    """Have a queue of one's own."""
    with QueueClient.from_connection_string(azurite.connection_string, f"events-{uuid4()}") as queue:
        queue.create_queue()
        yield queue


def take(queue: QueueClient) -> list[dict[str, Any]]:
    """Take all messages, which are Base64, in the order in which they were put."""
    return [json.loads(b64decode(message.content)) for message in queue.receive_messages(messages_per_page=32)]


def subscribe(azure: Simulator, azurite: Azurite, queue: QueueClient, **fields: object) -> None:
    azure.subscribe(queue=queue.queue_name, connection_string=azurite.connection_string, **fields)


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["subject"].rpartition("/")[2] for event in events]


def test_one_event_per_message(azure: Simulator, azurite: Azurite, queue: QueueClient) -> None:
    """A message is one event, no array; it lies in the queue when the call returns."""
    subscribe(azure, azurite, queue, operation_names=VM_WRITE)
    azure.create_vm("new01")
    azure.create_vm("new02")
    assert names(take(queue)) == ["new01", "new02"]


def test_without_filters(azure: Simulator, azurite: Azurite, queue: QueueClient) -> None:
    """Whoever does not filter gets everything."""
    subscribe(azure, azurite, queue)
    azure.create_vm("new01", extensions=())
    first, nic, disk, vm, last = names(take(queue))
    assert (nic, disk, vm) == ("new01-nic", "new01_OsDisk", "new01")
    assert first == last
    assert first.startswith("CreateVm-new01-")


@pytest.mark.parametrize("seed", [1, 2])
def test_disorder(azurite: Azurite, queue: QueueClient, seed: int) -> None:
    """Events come more than once and out of order, with the same seed the same way."""
    seen = []
    for _ in range(2):
        with Simulator(seed=seed) as azure:
            subscribe(azure, azurite, queue, duplicates=(1, 4), shuffled=True)
            azure.create_vm("new01", extensions=("A", "B", "C"))
            seen.append(take(queue))
    again, once = map(names, seen)
    assert [name for name in once if "CreateVm" not in name] == [name for name in again if "CreateVm" not in name]
    assert len(once) > len({event["id"] for event in seen[0]}) == 8
    assert sorted(once) != once


def test_missing_queue(azure: Simulator, azurite: Azurite) -> None:
    """One subscribes a queue that exists."""
    with pytest.raises(ValueError, match="queue 'nosuch' cannot be reached"):
        azure.subscribe(queue="nosuch", connection_string=azurite.connection_string)
    with pytest.raises(ValueError, match="queue 'nosuch' cannot be reached"):
        azure.subscribe(queue="nosuch", connection_string="nonsense")


def test_queue_that_goes_away(azure: Simulator, azurite: Azurite, queue: QueueClient) -> None:
    """What a queue does not take waits for it, five minutes at least."""
    subscribe(azure, azurite, queue, operation_names=VM_WRITE)
    queue.delete_queue()
    azure.create_vm("new01")
    queue.create_queue()
    azure.advance(299)
    assert take(queue) == []
    azure.advance(1)
    assert names(take(queue)) == ["new01"]


@pytest.mark.parametrize("fields", [{}, {"queue": "a"}, {"webhook": "http://x", "duplicates": (3, 1)}])
def test_nonsense(azure: Simulator, fields: dict[str, Any]) -> None:
    """A subscription has one destination, and at least one of each event."""
    with pytest.raises(ValueError, match=r"either a queue|duplicates"):
        azure.subscribe(**fields)


def test_restored_vm(azure: Simulator, arm: Arm, azurite: Azurite, queue: QueueClient) -> None:
    """A VM made by a restore is announced as any other."""
    subscribe(azure, azurite, queue, operation_names=VM_WRITE)
    arm.finish(restore(arm, arm.recovery_point("db01"), **new_vm()))
    azure.advance(LONGEST)
    assert names(take(queue)) == ["db01-again"]


def test_put_through_arm(azure: Simulator, arm: Arm, azurite: Azurite, queue: QueueClient) -> None:
    """A VM put through ARM is announced: as new the first time, as an update then."""
    subscribe(azure, azurite, queue)
    where = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/shop/providers/Microsoft.Compute"
    body = {"location": "westeurope", "tags": {"a": "b"}, "properties": {}}
    assert arm.call("PUT", f"{where}/virtualMachines/put01", body).status_code == 201
    assert arm.call("PUT", f"{where}/virtualMachines/put01", body).status_code == 200
    azure.advance(0)
    assert ["httpRequest" in event["data"] for event in take(queue)] == [False, True]
