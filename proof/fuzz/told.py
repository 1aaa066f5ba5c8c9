"""Feeds what tells others of what has ended: a poisoned message, and an event on its way elsewhere."""

import msgspec

from proof.fuzz.answered import NOW, TOLD, Answered
from proof.fuzz.rules import explained, hold, sendable
from shared.events import MessagePoisoned
from shared.malformed import Malformed
from shared.poison import QUEUES, Letter
from shared.settings import Settings
from tell_event.delivery import delivery
from tell_event.tell import understood


def letter(text: bytes) -> None:
    """Tell of a poisoned message: an event, whatever it is."""
    content = text.decode(errors="replace")
    for queue in QUEUES:
        one = Letter(queue, "1", content)
        event = MessagePoisoned(
            queue=queue, message_id=one.id, request_id=one.request_id, text=one.text, replay="", ended=NOW
        )
        sendable([event], Settings(), NOW)


def telling(text: bytes) -> None:
    """Read what is to be told elsewhere: a POST to an address of the settings, nothing, or Malformed."""
    try:
        one = understood(text)
    except Malformed as wrong:
        explained(wrong)
        return
    parcel = delivery(one, Answered())
    if parcel:
        hold(rule="nobody else is told", holds=parcel.url.startswith(f"{TOLD}/"), found=parcel.url)
        hold(rule="what is told is JSON", holds=msgspec.json.decode(parcel.body) is not None)
