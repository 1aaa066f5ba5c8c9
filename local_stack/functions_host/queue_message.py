"""A queue message on its way between storage and the worker. Pure."""

import base64
import json
from datetime import datetime
from typing import Literal

from azure.storage.queue import QueueMessage

from local_stack.functions_host.protos import TypedData

type Encoding = Literal["base64", "none"]


def decode(content: str, encoding: Encoding) -> bytes | None:
    """Return the body that the sender meant; None if it is not in the encoding of host.json."""
    if encoding == "none":
        return content.encode()
    try:
        # Like .NET: white space is ignored, anything else is not.
        return base64.b64decode("".join(content.split()), validate=True)
    except ValueError:
        return None


def encode(body: bytes, encoding: Encoding) -> str:
    """Return the content to store."""
    return body.decode() if encoding == "none" else base64.b64encode(body).decode()


def value(body: bytes, data_type: str) -> TypedData:
    """Return the body as the function receives it: bytes if its binding says BINARY, else text.

    As in .NET, what is not UTF-8 becomes U+FFFD in a text.
    """
    return TypedData(bytes=body) if data_type.upper() == "BINARY" else TypedData(string=_text(body))


def trigger_metadata(message: QueueMessage, body: bytes) -> dict[str, TypedData]:
    """Return the binding data of QueueTriggerBinding: text as string, all else as JSON."""
    return {
        "QueueTrigger": TypedData(string=_text(body)),
        "Id": TypedData(string=message.id),
        "PopReceipt": TypedData(string=message.pop_receipt),
        "DequeueCount": _json(message.dequeue_count),
        "InsertionTime": _json(message.inserted_on),
        "ExpirationTime": _json(message.expires_on),
        "NextVisibleTime": _json(message.next_visible_on),
    }


def metadata_on_demand(text: str) -> dict[str, TypedData]:
    """Return the binding data of a run on demand, for which there is no message: neither id nor times."""
    return {"QueueTrigger": TypedData(string=text), "DequeueCount": _json(0)}


def _text(body: bytes) -> str:
    return body.decode(errors="replace")


def _json(content: int | datetime | None) -> TypedData:
    return TypedData(json=json.dumps(content.isoformat() if isinstance(content, datetime) else content))
