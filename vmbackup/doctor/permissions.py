"""What a list of permissions grants. Pure.

Azure lists one entry for each role; what one role leaves out, another may grant. Deny assignments are not listed.
https://learn.microsoft.com/azure/role-based-access-control/role-definitions#how-actions-and-notactions-work
"""

import re
from collections.abc import Iterable, Sequence

import msgspec


class Permission(msgspec.Struct, frozen=True, rename="camel"):
    """What one role grants, and what it leaves out of that. `*` stands for any characters; names have no case."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    @property
    def on_data(self) -> "Permission":
        """Return what it grants on data, in the place of actions."""
        return Permission(self.data_actions, self.not_data_actions)


def granted(action: str, permissions: Iterable[Permission]) -> bool:
    """Tell whether one of the roles grants an action."""
    return any(_covers(one.actions, action) and not _covers(one.not_actions, action) for one in permissions)


def lacking(actions: Iterable[str], permissions: Sequence[Permission]) -> list[str]:
    """Return the actions that no role grants, in their order."""
    return [action for action in actions if not granted(action, permissions)]


def _covers(patterns: Iterable[str], action: str) -> bool:
    return any(_matches(pattern, action) for pattern in patterns)


def _matches(pattern: str, action: str) -> bool:
    parts = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(parts, action, re.IGNORECASE | re.DOTALL) is not None
