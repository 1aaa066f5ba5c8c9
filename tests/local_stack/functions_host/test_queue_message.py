"""Bodies and metadata on their way between storage and the worker."""

import json
from datetime import UTC, datetime

import pytest
from azure.storage.queue import QueueMessage
from hypothesis import given
from hypothesis import strategies as st

from local_stack.functions_host import queue_message


@given(st.binary())
def test_base64_carries_every_body(body: bytes) -> None:
    """What is encoded is decoded."""
    assert queue_message.decode(queue_message.encode(body, "base64"), "base64") == body


@given(st.text())
def test_without_encoding_a_text_is_itself(text: str) -> None:
    """As messageEncoding `none` says."""
    assert queue_message.encode(text.encode(), "none") == text
    assert queue_message.decode(text, "none") == text.encode()


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("", b""),
        (" Zm9v\r\nYmFy ", b"foobar"),
        ("Zm9v!", None),
        ("Zm9", None),
        ('{"vm":1}', None),
        ("Zm9v\u00e9", None),
    ],
)
def test_base64_is_read_as_strictly_as_dotnet_reads_it(content: str, body: bytes | None) -> None:
    """White space is ignored; anything else that is not Base64 makes the message undecodable."""
    assert queue_message.decode(content, "base64") == body


def test_metadata_is_text_or_json() -> None:
    """The worker refuses the integers of its own protocol."""
    message = QueueMessage(content="Zm9v")
    message.id, message.pop_receipt, message.dequeue_count = "an id", "a receipt", 3
    message.inserted_on = message.expires_on = message.next_visible_on = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
    found = queue_message.trigger_metadata(message, b"foo")
    assert {name: data.string for name, data in found.items() if data.WhichOneof("data") == "string"} == {
        "QueueTrigger": "foo",
        "Id": "an id",
        "PopReceipt": "a receipt",
    }
    assert {name: json.loads(data.json) for name, data in found.items() if data.WhichOneof("data") == "json"} == {
        "DequeueCount": 3,
        "InsertionTime": "2026-11-22T14:30:00+00:00",
        "ExpirationTime": "2026-11-22T14:30:00+00:00",
        "NextVisibleTime": "2026-11-22T14:30:00+00:00",
    }
