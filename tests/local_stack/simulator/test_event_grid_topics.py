"""Who is told of what can be read, as Event Grid's own resources."""

from uuid import uuid4

from azure.storage.queue import QueueClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, Arm

TOPICS = f"{SUBSCRIPTION}/providers/Microsoft.EventGrid/systemTopics"
VERSION = {"api-version": "2025-02-15"}


def test_nobody_is_told_of_anything(arm: Arm) -> None:
    """There is no topic then."""
    assert arm.get(TOPICS, **VERSION).json() == {"value": []}


def test_a_queue_is_told(arm: Arm, azure: Simulator, azurite: Azurite) -> None:
    """By its name; what opens its storage is not shown."""
    queue = QueueClient.from_connection_string(azurite.connection_string, f"told-{uuid4()}")
    queue.create_queue()
    azure.subscribe(queue=queue.queue_name, connection_string=azurite.connection_string)
    (topic,) = arm.get(TOPICS, **VERSION).json()["value"]
    answer = arm.get(f"{topic['id']}/eventSubscriptions", **VERSION)
    (told,) = answer.json()["value"]
    assert topic["properties"]["source"] == SUBSCRIPTION
    assert told["properties"]["destination"]["properties"]["queueName"] == queue.queue_name
    assert told["properties"]["provisioningState"] in {"Creating", "Succeeded"}
    assert "AccountKey" not in answer.text


def test_a_subscription_that_is_not_there_has_no_topics(arm: Arm) -> None:
    """As it has no resources of any kind."""
    where = TOPICS.replace("22222222-2222-2222-2222-222222222222", "99999999-9999-9999-9999-999999999999")
    assert arm.get(where, **VERSION).status_code == 404
