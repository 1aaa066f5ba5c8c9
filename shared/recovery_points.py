"""Choosing a recovery point, for whatever is to be restored from it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from shared import recovery_services as rs
from shared.choices import Before, Consistency, RecoveryPointName
from shared.connections import Connections
from shared.forms import converted
from shared.malformed import Malformed
from shared.requests import RestoreFiles, RestoreVm
from shared.tracker import RecoveryPoint

LATEST = "latest"
CONSISTENCIES: tuple[str | None, ...] = ("CrashConsistent", "FileSystemConsistent", "AppConsistent")
TIERS: dict[int | str, str] = {1: "InstantRP", 2: "HardenedRP", 3: "ArchivedRP"}  # numbers until api-version 2020-10-01
LOST = {2, 3, "Disabled", "Deleted"}


class _Tier(msgspec.Struct):
    type: int | str = ""
    status: int | str = ""


class _Properties(msgspec.Struct, rename="camel"):
    recovery_point_time: datetime
    recovery_point_type: str = ""
    is_instant_ilr_session_active: bool = False
    recovery_point_tier_details: tuple[_Tier, ...] | None = None


class ListedPoint(msgspec.Struct):
    """A recovery point as the list shows it (recorded in list_recovery_points.json)."""

    name: RecoveryPointName
    properties: _Properties

    @property
    def time(self) -> datetime:
        """When it was taken."""
        time = self.properties.recovery_point_time
        return time if time.tzinfo else time.replace(tzinfo=UTC)


class Chosen(NamedTuple):
    """A recovery point, and whether somebody has its files open."""

    point: RecoveryPoint
    session_is_active: bool


def chosen_point(request: RestoreFiles | RestoreVm, azure: Connections) -> Chosen:
    """Return the recovery point that a request means, of all pages of the list; raise Malformed if there is none."""
    url = rs.recovery_points(request.vault_id, rs.item_name(request.vm_id))
    listed = [converted(entry, ListedPoint) for entry in azure.arm.entries(url, request.request_id)]
    consistency = request.consistency if isinstance(request, RestoreVm) else None
    point = choose(listed, request.recovery_point, consistency)
    properties = point.properties
    tiers = tuple(TIERS.get(tier.type, str(tier.type)) for tier in _kept(properties))
    chosen = RecoveryPoint(point.name, point.time, properties.recovery_point_type, tiers)
    return Chosen(chosen, properties.is_instant_ilr_session_active)


def choose(
    points: Sequence[ListedPoint], wanted: RecoveryPointName | Before, consistency: Consistency | None = None
) -> ListedPoint:
    """Return the newest point, the newest before a time, or the one of that name; raise Malformed.

    `consistency` is the least that will do: an application-consistent point is as good as a crash-consistent one.
    """
    if not points:
        raise Malformed("recoveryPoint", "the VM has none yet", "back the VM up first: queue trigger-backup")
    if isinstance(wanted, Before):
        candidates = [point for point in points if point.time < wanted.before]
        missing = f"there is none before {wanted.before.isoformat()}; the oldest is of {min(_times(points))}"
    else:
        candidates = [point for point in points if wanted.lower() == LATEST or wanted == point.name]
        missing = f"the VM has no recovery point {wanted}"
    if not candidates:
        raise Malformed("recoveryPoint", missing)
    good = [point for point in candidates if _rank(point.properties.recovery_point_type) >= _rank(consistency)]
    if not good:
        raise Malformed("consistency", f"no recovery point that was asked for is {consistency} or better")
    return max(good, key=lambda point: point.time)


def _rank(consistency: str | None) -> int:
    return CONSISTENCIES.index(consistency) if consistency in CONSISTENCIES else -1


def _kept(properties: _Properties) -> list[_Tier]:
    return [tier for tier in properties.recovery_point_tier_details or () if tier.status not in LOST]


def _times(points: Sequence[ListedPoint]) -> list[str]:
    return [point.time.isoformat() for point in points]
