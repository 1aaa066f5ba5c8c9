"""Who is told of events besides their queue, as the settings say it."""

import base64
import binascii
from fnmatch import fnmatchcase
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.addresses import is_address

EVENT_GRID = "event-grid"  # the name of the topic among the targets
PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64  # bytes, https://github.com/standard-webhooks/standard-webhooks
FAILURES = frozenset({"OperationFailed", "RequestRejected", "MessagePoisoned"})

Name = Annotated[str, Meta(pattern=r"\A[a-z0-9-]{1,40}\Z")]
Pattern = Annotated[str, Meta(min_length=1, max_length=400)]
Form = Literal["cloudevents", "teams", "slack"]
EventName = Literal[
    "VaultReady",
    "VmProtected",
    "ProtectionChanged",
    "BackupCompleted",
    "FleetBackedUp",
    "JobCancelled",
    "RestoreValidated",
    "VmRestored",
    "FilesReady",
    "FilesRevoked",
    "OperationFailed",
    "MessagePoisoned",
    "RequestRejected",
]


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """What a filter asks of an event: its name, the id of its VM, and whether something went wrong."""

    name: str
    vm_id: str = ""
    went_wrong: bool = False


class Webhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to post events, in which form, and which: `types`, `vms` (patterns of names or ids), only `failures`.

    Address and key are secret: neither is ever shown.
    """

    name: Name
    url: str
    key: str | None = None
    form: Form = "cloudevents"
    types: tuple[EventName, ...] = ()
    vms: tuple[Pattern, ...] = ()
    failures: bool = False

    def __post_init__(self) -> None:
        if not is_address(self.url) or self.name == EVENT_GRID or (self.key is not None and not secret(self.key)):
            raise ValueError("wrong")

    def __repr__(self) -> str:
        return f"Webhook({self.name!r})"

    def wants(self, happening: Happening) -> bool:
        """Tell whether an event is for this webhook."""
        return (
            (not self.types or happening.name in self.types)
            and (not self.vms or any(_matches(happening.vm_id, pattern) for pattern in self.vms))
            and (not self.failures or happening.went_wrong)
        )


def secret(key: str) -> bytes | None:
    """Return the bytes of a key, `whsec_` and Base64; None if it is no such key."""
    try:
        found = base64.b64decode(key.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if key.startswith(PREFIX) and SHORTEST_KEY <= len(found) <= LONGEST_KEY else None


def named_twice(webhooks: tuple[Webhook, ...]) -> list[str]:
    """Return the names that more than one webhook has."""
    names = [webhook.name for webhook in webhooks]
    return sorted({name for name in names if names.count(name) > 1})


def _matches(vm_id: str, pattern: str) -> bool:
    """Compare without case, as Azure does; what is about no VM matches no pattern."""
    whole = vm_id.lower()
    return bool(whole) and any(fnmatchcase(part, pattern.lower()) for part in (whole, whole.rpartition("/")[2]))
