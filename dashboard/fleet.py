"""The VMs and what vaults protect of them, as Azure lists them: read as often as its quota bears."""

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from dashboard.vms import Item
from shared import recovery_services as rs
from shared.arm_ids import VaultId, subscription_of
from shared.connections import Connections
from shared.inventory import Inventory, Unseen
from shared.virtual_machines import Vm

FRESH = 30  # seconds
LONGEST_FRESH = timedelta(minutes=30)
PAGE = 200  # items of a vault that Azure lists with one call


class Fleet(NamedTuple):
    """What the lists showed at `seen`, and what could not be read; they are worth another look after `next`."""

    seen: datetime
    next: datetime
    items: list[Item]
    vms: list[Vm]
    unseen: tuple[Unseen, ...]


def listed(azure: Connections, now: datetime, pool: Executor) -> Fleet:
    """List the items of all configured vaults, and the VMs of their subscriptions, side by side."""
    one, vaults = Inventory(azure), azure.settings.rules.vaults
    found = dict(zip(vaults, pool.map(one.items, vaults), strict=True))
    items: list[Item] = [(vault, item) for vault, its in found.items() for item in its]
    subscriptions = {*map(subscription_of, vaults), *(subscription_of(item.vm_id) for _, item in items)}
    vms = list(chain.from_iterable(pool.map(one.vms, sorted(subscriptions))))
    sizes = {vault: len(its) for vault, its in found.items()}
    lasts = fresh(azure) if one.unseen else _spared(sizes, azure)
    return Fleet(now, now + lasts, items, vms, tuple(one.unseen))


def fresh(azure: Connections) -> timedelta:
    """Return for how long all who look see the same."""
    return timedelta(seconds=azure.settings.capped(FRESH))


def _spared(sizes: Mapping[VaultId, int], azure: Connections) -> timedelta:
    """Return for how long the lists must do, so that a page that is always open takes half of what is left to take."""
    calls = sum(max(1, math.ceil(size / PAGE)) for size in sizes.values())
    each = max((azure.arm.budget.seconds_a_call("GET", rs.protected_items(vault)) for vault in sizes), default=0.0)
    return min(LONGEST_FRESH, max(fresh(azure), timedelta(seconds=2 * calls * each)))
