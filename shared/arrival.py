"""What a queue delivers, read into a message, or into the reason why it is none."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from shared.arm_ids import VaultId, VmId
from shared.forms import converted
from shared.malformed import APPS_OWN, Malformed
from shared.messages import Instant, Request, TraceParent, Work
from shared.settings import Settings
from shared.tracker import OperationTracker

BOM = b"\xef\xbb\xbf"
LONGEST_RETRY = timedelta(days=8)
LARGEST_REQUEST = 24 * 1024


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
        given = _defaults(kind, message, given, settings, now) | _traced(_kept(given, now))
    try:
        work = converted(given, kind)
    except msgspec.ValidationError as error:
        raise _explained(str(error), kind) from None
    if issubclass(kind, Request):
        _check_length(message)
    before = (message.dequeue_count or 1) - 1
    told: dict[str, object] = {"attempt": work.attempt + before}
    if isinstance(work, Request):
        told["begun"] = work.begun or before > 0
    if isinstance(work, OperationTracker):
        told["message_id"] = work.message_id or message.id
    return msgspec.structs.replace(work, **told)


def _check_length(message: Delivery) -> None:
    """Raise Malformed for a request that leaves no room beside it: in a tracker, and in its event."""
    if len(plain(message.get_body())) > LARGEST_REQUEST:
        raise Malformed("", f"is longer than {LARGEST_REQUEST} bytes", "a shorter one; for many VMs, name a tag")


def derived_id(queue: str, message_id: str | None) -> UUID:
    """Return the requestId of a message that brings none."""
    return uuid5(NAMESPACE_OID, f"{queue}/{message_id}")


def sender_says(message: Delivery, settings: Settings) -> tuple[UUID | None, VaultId | None, VmId | None]:
    """Return what is right in a message that is wrong as a whole: its requestId, vault and VM."""
    try:
        given = _fields(message)
    except Malformed:
        given = {}
    vault_id = _right(given.get("vaultId"), VaultId) or settings.default_vault_id
    return _right(given.get("requestId"), UUID), vault_id, _right(given.get("vmId"), VmId)


def plain(body: bytes) -> bytes:
    """Return a message's JSON, whether its sender encoded it in Base64 (SDKs, Event Grid) or not (az, the portal)."""
    text = body.strip().removeprefix(BOM)
    if text.startswith(b"{"):
        return text
    try:
        decoded = base64.b64decode(b"".join(text.split()), validate=True).strip().removeprefix(BOM)
    except binascii.Error:
        return text
    return decoded if decoded.startswith((b"{", b"[")) else text  # a word may look like Base64


def _right[T](value: object, form: type[T]) -> T | None:
    try:
        return converted(value, form)
    except msgspec.ValidationError:
        return None


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


def _defaults(
    kind: type[Request], message: Delivery, given: Mapping[str, object], settings: Settings, now: datetime
) -> dict[str, object]:
    defaults = {
        "vaultId": settings.default_vault_id,
        "policy": settings.default_policy,
        "requestId": derived_id(kind.QUEUE, message.id),
        "accepted": now,
        # Also one that the app has sent again: a crash before its deletion leaves two messages of one requestId.
        "chosenId": "requestId" in given,
        "messageId": message.id,
    }
    needed = _needed(kind)
    return {name: value for name, value in defaults.items() if value and name in needed}


@cache
def _needed(kind: type[Request]) -> frozenset[str]:
    """Return the fields that a request must have, and those that only the app can fill in."""
    required = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}
    return frozenset((required | {"chosenId", "messageId"}) & set(kind.__struct_encode_fields__))


def _kept(given: dict[str, object], now: datetime) -> dict[str, object]:
    """Drop `accepted` unless the app itself sent the message again: a copy of an old message begins anew."""
    accepted = _right(given.get("accepted"), Instant)
    if accepted and given.get("attempt") and now - LONGEST_RETRY < accepted <= now:
        return given
    return {name: value for name, value in given.items() if name != "accepted"}


def _traced(given: dict[str, object]) -> dict[str, object]:
    """Drop a traceparent that is none, as the specification wants it: nobody's request fails for it."""
    right = _right(given.get("traceparent"), TraceParent)
    return given if right else {name: value for name, value in given.items() if name != "traceparent"}


def _explained(error: str, kind: type[Work]) -> Malformed:
    """Turn msgspec's message into one that names the field and what is right."""
    problem, _, path = error.rpartition(" - at `$") if " - at `$" in error else (error, "", "")
    inner = path.strip("`").removeprefix(".")
    if named := re.search(r"(missing required|unknown) field `(.*)`", problem, re.DOTALL):
        field = f"{inner}.{named[2]}".strip(".")
        if named[1] == "unknown":
            known = ", ".join(name for name in kind.__struct_encode_fields__ if name not in APPS_OWN)
            return Malformed(field, "is not a field of this message", f"fields: {known}" if not inner else None)
        return Malformed(field, "is missing")
    if "matching regex" in problem:
        return Malformed(inner, "is not of this form")
    return Malformed(inner, problem[:1].lower() + problem[1:])
