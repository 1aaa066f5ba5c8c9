"""Fires one timer, while this host has the timer's lock."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from azure.core.exceptions import AzureError

from local_stack.functions_host.account import first_line
from local_stack.functions_host.back_off import BackOff
from local_stack.functions_host.storage_blobs import StorageBlobs
from local_stack.functions_host.timer import lock, schedule_status
from local_stack.functions_host.timer.function import TimerFunction
from local_stack.functions_host.timer.lock import Lock, Terms
from local_stack.functions_host.timer.schedule_status import ScheduleStatus

CONTAINER = "azure-webjobs-hosts"
LONGEST_SLEEP = 30.0  # seconds: the clock of asyncio stands still while a laptop sleeps

log = logging.getLogger("host.timer")


class TimerListener:
    """TimerListener of azure-webjobs-sdk-extensions: it never runs its function twice at a time.

    A host that does not get the lock tries again after the `retry` of its terms.
    """

    def __init__(self, function: TimerFunction, blobs: StorageBlobs, terms: Terms) -> None:
        self._function, self._terms = function, terms
        self._lock_blob = blobs.blob(CONTAINER, f"locks/{{}}/Host.Functions.{function.name}.Listener")
        self._status_blob = blobs.blob(CONTAINER, f"timers/{{}}/Host.Functions.{function.name}/status")
        self._monitored = function.trigger.use_monitor is not False and not function.schedule.is_quick(_now())
        self._run_on_startup = bool(function.trigger.run_on_startup)
        self._stopping = asyncio.Event()
        self._back_off = BackOff(terms.retry)
        self._storage_away = False

    def __str__(self) -> str:
        return f"{self._function.name} <- {self._function.schedule}"

    async def listen(self) -> None:
        """Fire the timer whenever this host has the lock, until `stop`; then return when no run is left."""
        while not self._stopping.is_set():
            try:
                pause = await self._attempt()
            except AzureError as error:
                pause = self._back_off.next()
                self._say_once_that_storage_is_away(error)
            await _one_of([self._stopping], pause)

    def stop(self) -> None:
        """Fire no more, and give the lock to another host."""
        self._stopping.set()

    async def run_on_demand(self, _input: str) -> None:
        """Run the function, whatever else runs: lock and status are not touched, as in Azure."""
        status = await self._status() if self._monitored else None
        await self._function.run_on_demand(status)

    async def _attempt(self) -> float:
        """Fire the timer for as long as this host has the lock; return the seconds until the next attempt."""
        async with lock.held(self._lock_blob, self._terms.lease) as taken:
            if taken is None:
                return self._terms.retry
            log.info("%s: this host has the lock", self)
            self._storage_away = False
            await self._fire_while_held(taken)
        if not self._stopping.is_set():
            log.warning("%s: the lock is lost", self)
        self._back_off.reset()
        return 0

    def _say_once_that_storage_is_away(self, error: AzureError) -> None:
        if not self._storage_away:
            log.warning("%s: storage is away: %s", self, first_line(error))
        self._storage_away = True

    async def _fire_while_held(self, taken: Lock) -> None:
        status = await self._status()
        past_due = self._monitored and status.next < _now()
        if past_due or self._run_on_startup:
            log.info("%s: %s", self, "an occurrence was missed" if past_due else "runOnStartup")
            self._run_on_startup = False
            status = await self._fire(status, taken, past_due=past_due)
        elif self._monitored:
            await self._keep(status)
        while await self._due(status.next, taken):
            status = await self._fire(status, taken, past_due=False)

    async def _status(self) -> ScheduleStatus:
        stored = schedule_status.from_json(await self._status_blob.read()) if self._monitored else None
        return schedule_status.at_start(stored, self._function.schedule, _now())

    async def _due(self, time: datetime, taken: Lock) -> bool:
        """Wait for a time; return False if the host ends first, or the lock is lost."""
        while (left := (time - _now()).total_seconds()) > 0:
            if await _one_of([self._stopping, taken.lost], min(left, LONGEST_SLEEP)):
                return False
        return taken.is_held and not self._stopping.is_set()

    async def _fire(self, status: ScheduleStatus, taken: Lock, *, past_due: bool) -> ScheduleStatus:
        started = _now()
        finished = await self._function.run(
            status if self._monitored else None,
            lambda seconds: _one_of([self._stopping, taken.lost], seconds),
            past_due=past_due,
        )
        status = status.after_run(started, self._function.schedule)
        # Without the lock, the status is another host's; without a last try, the next host makes up for the run.
        if self._monitored and finished and taken.is_held:
            await self._keep(status)
        return status

    async def _keep(self, status: ScheduleStatus) -> None:
        try:
            await self._status_blob.write(status.to_json())
        except AzureError as error:
            log.warning("%s: status not written, the next host may repeat a run: %s", self, first_line(error))


async def _one_of(events: Sequence[asyncio.Event], seconds: float) -> bool:
    """Wait until one of the events is set, or the time is over: then return False."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return any(event.is_set() for event in events)


def _now() -> datetime:
    return datetime.now(UTC)
