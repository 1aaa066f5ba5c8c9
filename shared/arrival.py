"""What a queue delivers, read into a message, or into the reason why it is none."""

import base64
import binascii
import re
from datetime import datetime
from typing import Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from shared.malformed import Malformed
from shared.messages import Request, Work
from shared.settings import Settings


class Delivery(Protocol):
    """What is used of azure.functions.QueueMessage."""

    @property
    def id(self) -> str | None:
        """Return the queue message's id, the same for every delivery."""

    @property
    def dequeue_count(self) -> int | None:
        """Return how often it was delivered, this time included."""

    def get_body(self) -> bytes:
        """Return the message's text, as bytes."""


def read[W: Work](kind: type[W], message: Delivery, settings: Settings, now: datetime) -> W:
    """Read a message of that kind; raise Malformed.

    What a request leaves out comes from the settings. A requestId is derived from the queue message's own id, so that
    a redelivery has the same one. Deliveries count as attempts: a second one may find its work begun.
    """
    given = _fields(message)
    if issubclass(kind, Request):
        given = _defaults(kind, message, settings, now) | given
    try:
        work = msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise _explained(str(error), kind) from None
    return msgspec.structs.replace(work, attempt=work.attempt + (message.dequeue_count or 1) - 1)


def derived_id(queue: str, message: Delivery) -> UUID:
    """Return the requestId of a message that brings none."""
    return uuid5(NAMESPACE_OID, f"{queue}/{message.id}")


def plain(body: bytes) -> bytes:
    """Return a message's JSON, whether its sender encoded it in Base64 (SDKs, Event Grid) or not (az, the portal)."""
    text = body.strip()
    if text.startswith(b"{"):
        return text
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return text


def _fields(message: Delivery) -> dict[str, object]:
    try:
        given = msgspec.json.decode(plain(message.get_body()))
    except UnicodeDecodeError:
        raise Malformed("", "is not UTF-8") from None
    except (msgspec.DecodeError, RecursionError):
        raise Malformed("", "is not JSON") from None
    if not isinstance(given, dict):
        raise Malformed("", f"is a JSON {type(given).__name__}, not an object")
    return {name: value for name, value in given.items() if value is not None}


def _defaults(kind: type[Request], message: Delivery, settings: Settings, now: datetime) -> dict[str, object]:
    defaults = {
        "vaultId": settings.default_vault_id,
        "policy": settings.default_policy,
        "requestId": derived_id(kind.QUEUE, message),
        "accepted": now,
    }
    return {name: value for name, value in defaults.items() if value and name in kind.__struct_encode_fields__}


def _explained(error: str, kind: type[Work]) -> Malformed:
    """Turn msgspec's message into one that names the field and what is right."""
    problem, _, path = error.partition(" - at `$")
    inner = path.strip("`").removeprefix(".")
    if named := re.search(r"(missing required|unknown) field `(.*)`", problem):
        field = f"{inner}.{named[2]}".strip(".")
        if named[1] == "unknown":
            known = ", ".join(
                name for name in kind.__struct_encode_fields__ if name not in {"due", "attempt", "accepted"}
            )
            return Malformed(field, "is not a field of this message", f"fields: {known}" if not inner else None)
        return Malformed(field, "is missing")
    if "matching regex" in problem:
        return Malformed(inner, "is not of this form")
    return Malformed(inner, problem[:1].lower() + problem[1:])
