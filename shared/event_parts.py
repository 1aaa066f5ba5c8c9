"""What stands inside events: policies, VMs of a fleet, and where script and password are kept."""

from typing import Literal
from uuid import UUID

import msgspec


class KnownPolicy(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A policy for Azure VMs that a vault has: V1 is Standard, V2 is Enhanced."""

    name: str
    type: Literal["V1", "V2"] = "V1"
    protected_items: int = 0


class Member(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A VM of a fleet, and why it has no good backup; its requestId is that of its own event."""

    vm_id: str
    reason: str
    request_id: UUID | None = None


class PasswordPlace(msgspec.Struct, frozen=True, rename="camel"):
    """Where a password is kept: the vault's address, and the secret's name."""

    vault: str
    secret: str


class ScriptPlace(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Where a script is kept; `link` only where the settings ask for one."""

    url: str
    container: str
    blob: str
    link: str | None = None
