"""Reads what there is to see, side by side; who looks again within half a minute sees the same."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache, partial
from threading import Lock
from typing import NamedTuple
from uuid import UUID

import msgspec

from dashboard.fleet import Fleet, fresh, listed
from dashboard.outcomes import DAYS, Day, days, failed_lately
from dashboard.progress import Running, running, usual
from dashboard.vms import STATES, VmState, states
from shared import read_model
from shared.arm_ids import VaultId
from shared.budget import Quota
from shared.connections import Connections
from shared.inventory import Inventory, Unseen
from shared.poison import QUEUES
from shared.seen_requests import Row
from shared.settings import OFF

SIDE_BY_SIDE = 16
REQUESTS = "the read model of requests"


class Overview(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """All there is to see at a time (UTC). `unseen` names what could not be read, and is missing.

    `listed` is when Azure has listed the VMs; `failed` are the requests that failed in the last day; `poisoned` counts
    the messages in poison queues, at most 32 of each; `quotas` are those that this process has met.
    """

    time: datetime
    listed: datetime
    stale_hours: int
    vaults: tuple[VaultId, ...]
    unseen: tuple[Unseen, ...]
    running: tuple[Running, ...]
    days: tuple[Day, ...]
    failed: tuple[Row, ...]
    counts: dict[str, int]
    vms: tuple[VmState, ...]
    poisoned: int
    quotas: tuple[Quota, ...]


class _Seen(NamedTuple):
    """What was read besides the lists of Azure."""

    rows: Sequence[Row]
    poisoned: int
    unseen: tuple[Unseen, ...]


class _Kept:
    """What was seen last: all who look share it, and what it costs of Azure's quotas."""

    def __init__(self, azure: Connections) -> None:
        self._azure = azure
        self._fleet: Fleet | None = None
        self._overview: Overview | None = None
        self._lock = Lock()

    def overview(self) -> Overview:
        """Return the overview."""
        with self._lock, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            now = self._azure.now()
            if not self._overview or not self._overview.time <= now < self._overview.time + fresh(self._azure):
                self._overview = self._look(now, pool)
            return self._overview

    def _look(self, now: datetime, pool: Executor) -> Overview:
        one = Inventory(self._azure)
        letters = pool.map(one.letters_of, QUEUES)
        rows = pool.submit(lambda: one.read(REQUESTS, "", partial(_rows, now)))
        if not self._fleet or not self._fleet.seen <= now < self._fleet.next:
            self._fleet = listed(self._azure, now, pool)
        poisoned, seen = sum(map(len, letters)), rows.result()
        return _overview(self._azure, now, self._fleet, _Seen(seen, poisoned, tuple(one.unseen)))


@cache
def _kept(azure: Connections) -> _Kept:
    return _Kept(azure)


def looked(azure: Connections) -> Overview:
    """Return the overview, at most half a minute old; its list of VMs may be older, where the quota asks for that."""
    return _kept(azure).overview()


def _overview(azure: Connections, now: datetime, fleet: Fleet, seen: _Seen) -> Overview:
    settings, rows = azure.settings, seen.rows
    shown = states(fleet.items, fleet.vms, settings.rules, now, timedelta(hours=settings.stale_hours))
    usually = usual(rows)
    return Overview(
        time=now,
        listed=fleet.seen,
        stale_hours=settings.stale_hours,
        vaults=tuple(settings.rules.vaults),
        running=tuple(running(row, usually, now) for row in rows if not row.ended),
        days=days(rows, now),
        failed=failed_lately(rows, now),
        counts={state: sum(vm.state == state for vm in shown) for state in STATES},
        vms=shown,
        poisoned=seen.poisoned,
        quotas=tuple(sorted(azure.arm.budget.quotas(), key=lambda quota: quota.left / quota.most)),
        unseen=(*fleet.unseen, *seen.unseen),
    )


def _rows(now: datetime, _place: str, _request_id: UUID, azure: Connections) -> Iterator[Row]:
    if azure.settings.requests_table != OFF:
        yield from read_model.accepted(azure, now - timedelta(days=DAYS - 1) - azure.settings.longest_request)
