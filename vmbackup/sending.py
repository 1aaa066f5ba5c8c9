"""Sends a request as anybody sends one: its own fields, under a requestId that was chosen here."""

import base64
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec

from shared.arrival import read
from shared.requests import AnyRequest
from shared.step import Posted
from vmbackup.session import Session


class Asked(NamedTuple):
    """A request: what was sent, and how the app will read it."""

    message: dict[str, object]
    request: AnyRequest


def ask[R: AnyRequest](kind: type[R], fields: dict[str, object], request_id: UUID | None, session: Session) -> Asked:
    """Send a request that the app will understand; raise Malformed, with field and remedy, before anything is sent."""
    message = fields | {"requestId": str(request_id or uuid4())}
    body = msgspec.json.encode(message)
    azure = session.azure
    asked = Asked(message, read(kind, Posted(None, body), azure.settings, azure.now()))
    _send(kind.QUEUE, body, session)
    return asked


def _send(queue: str, body: bytes, session: Session) -> None:
    from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError  # noqa: PLC0415 - --help needs none

    from shared.queues import FOR_EVER  # noqa: PLC0415 - the same
    from shared.sdk_errors import remedied  # noqa: PLC0415 - the same

    client = session.azure.queue_service.get_queue_client(queue)
    text = base64.b64encode(body).decode()
    with remedied("Queue Storage"):
        try:
            client.send_message(text, time_to_live=FOR_EVER)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # somebody was faster
                client.create_queue()
            client.send_message(text, time_to_live=FOR_EVER)
