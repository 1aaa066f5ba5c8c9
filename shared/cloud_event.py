"""The envelope of every event: CloudEvents 1.0 JSON (https://github.com/cloudevents/spec)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from shared.messages import Message

NAMESPACE = "AzureVmBackup"


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope. Consumers drop a repeat by its id: a request has one final event, however often it is sent."""

    specversion: str = "1.0"
    id: str
    type: str
    source: str
    subject: str | msgspec.UnsetType = msgspec.UNSET
    time: datetime
    datacontenttype: str = "application/json"
    data: Any


class Event(Message, frozen=True, kw_only=True):
    """Something that came to its end. Times are UTC."""

    QUEUE: ClassVar[str] = "backup-events"
    ended: datetime

    @property
    def kind(self) -> str:
        """Return the event's type."""
        return f"{NAMESPACE}.{type(self).__name__}"

    def enveloped(self, event_id: str, vault_id: str | None, vm_id: str | None, **more: UUID) -> bytes:
        """Return the event as JSON: from the vault, about the VM; `more` is in its data besides its own fields."""
        return msgspec.json.encode(
            CloudEvent(
                id=event_id,
                type=self.kind,
                source=vault_id or f"urn:{NAMESPACE}",
                subject=vm_id or msgspec.UNSET,
                time=self.ended,
                data=more | msgspec.to_builtins(self, builtin_types=(datetime, UUID)),
            )
        )
