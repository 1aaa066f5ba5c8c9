"""What each change of a protected item asks for, when it is done already, and when it cannot be. Pure."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from shared import recovery_services as rs
from shared.arm_ids import same
from shared.protected_items import ProtectedItem
from shared.requests import Action, ChangeProtection


class Change(NamedTuple):
    """Whether it is done, what stands in its way (and what to do about it), and the properties to write."""

    is_done: Callable[[ProtectedItem, ChangeProtection], bool]
    obstacle: Callable[[ProtectedItem], tuple[str, str] | None]
    properties: Callable[[ProtectedItem, ChangeProtection], dict[str, object]]


def _is_kept(item: ProtectedItem) -> tuple[str, str] | None:
    if item.is_soft_deleted:
        return "The VM's protection is deleted.", 'Take the deletion back first: "action": "undelete".'
    return None


def _stopped(item: ProtectedItem, _: ChangeProtection) -> bool:
    return item.is_stopped and not item.is_soft_deleted


def _active(item: ProtectedItem, request: ChangeProtection) -> bool:
    if item.is_stopped or item.is_soft_deleted:
        return False
    return not request.policy or same(item.properties.policy_id or "", rs.policy_id(request.vault_id, request.policy))


def _under_policy(item: ProtectedItem, request: ChangeProtection) -> dict[str, object]:
    """Return what puts the item under the policy again, with its choice of disks: a PUT replaces the item."""
    policy: dict[str, object] = {"policyId": rs.policy_id(request.vault_id, request.policy or "")}
    if not item.exclusion:
        return policy
    return policy | {"extendedProperties": {"diskExclusionProperties": msgspec.to_builtins(item.exclusion)}}


STOPPED: dict[str, object] = {"policyId": "", "protectionState": "ProtectionStopped"}

CHANGES: dict[Action, Change] = {
    "stop": Change(_stopped, _is_kept, lambda _item, _request: STOPPED),
    "resume": Change(_active, _is_kept, _under_policy),
    "undelete": Change(
        lambda item, _request: not item.is_soft_deleted,
        lambda _item: None,
        lambda _item, _request: STOPPED | {"isRehydrate": True},
    ),
}
