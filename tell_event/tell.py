"""Telling one target of one event, once; or having it tried again later."""

import logging
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.forms import decoded
from shared.malformed import Malformed
from shared.messages import Message
from shared.step import back_off
from shared.telling import TellEvent
from tell_event.delivery import Delivery, delivery
from tell_event.post import post
from tell_event.summary import event_id
from tell_event.turns import turn

TRIED_FOR = timedelta(hours=24)
CAP_SECONDS = 300

log = logging.getLogger("azure_vm_backup")


def tell(body: bytes, azure: Connections) -> Sequence[Message]:
    """Post one event to one target; return the same message for later where it cannot be taken now.

    Raise Malformed for what is no such message, and Refused, so that it ends in the poison queue, for an event that the
    target does not want, or has not taken for 24 hours.
    """
    telling = understood(body)
    parcel = delivery(telling, azure)
    if not parcel:
        log.warning("%s is told of nothing any more: the settings do not name it", telling.target[:40])
        return []
    try:
        _post(parcel, telling, azure)
    except Unavailable as trouble:
        return [_later(telling, trouble, azure)]
    return []


def understood(body: bytes) -> TellEvent:
    """Return what is to be told; raise Malformed."""
    try:
        telling = decoded(body, TellEvent)
        msgspec.json.decode(telling.event)  # what the next line passes over is posted, too
        event_id(bytes(telling.event))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("", "is no event to be told", "nothing: only the app writes to this queue") from None
    return telling


def _post(parcel: Delivery, telling: TellEvent, azure: Connections) -> None:
    headers = dict(parcel.headers)
    if parcel.audience:
        headers["Authorization"] = f"Bearer {azure.token(parcel.audience)}"
    try:
        with turn(telling.target):
            post(parcel.url, parcel.body, headers)
    except Refused as refused:
        raise Refused(refused.code, f"{telling.target} does not take the event", status=refused.status) from None


def _later(telling: TellEvent, trouble: Unavailable, azure: Connections) -> TellEvent:
    """Return the message for a later try, within its time."""
    now = azure.now()
    ends = telling.since + TRIED_FOR
    if now >= ends:
        raise Refused("NotTaken", f"{telling.target} has not taken the event for {TRIED_FOR}; at last: {trouble}")
    wait = back_off(telling.attempt, trouble.retry_after, min(CAP_SECONDS, azure.settings.poll_cap_seconds))
    log.warning("%s is told later, in %d seconds: %s", telling.target, wait, trouble)
    return telling.again(min(now + timedelta(seconds=wait), ends))
