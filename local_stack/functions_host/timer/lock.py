"""The lock by which only one of an app's hosts fires a timer: SingletonMode.Listener of the Azure WebJobs SDK."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from azure.core.exceptions import AzureError

from local_stack.functions_host.message_lease import next_interval
from local_stack.functions_host.storage_blobs import SharedBlob


@dataclass(frozen=True)
class Terms:
    """For how many seconds the lock is taken, 15 to 60, and after how many another host tries again."""

    lease: int = 60
    retry: float = 60


AZURES = Terms()


class Lock:
    """A blob's lease, just taken for `lease` seconds. `lost` is set when it is ours no more."""

    def __init__(self, blob: SharedBlob, lease: int) -> None:
        self.lost = asyncio.Event()
        self._blob, self._lease = blob, lease
        self._end = time.monotonic() + lease

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have it: also right for a process that was stopped for a while."""
        return not self.lost.is_set() and time.monotonic() < self._end

    async def keep(self) -> None:
        """Renew the lease at half time, sooner after a failure, until it is lost."""
        interval = self._lease / 2
        while True:
            await asyncio.sleep(interval)
            renewed = await self._renewed()
            if not self.is_held:
                self.lost.set()
                return
            interval = next_interval(interval, self._lease, renewed=renewed)

    async def _renewed(self) -> bool:
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self._lease / 4):
                if not await self._blob.renew():
                    self.lost.set()
                    return False
        except (AzureError, TimeoutError):
            return False
        self._end = begun + self._lease
        return True


@contextlib.asynccontextmanager
async def held(blob: SharedBlob, lease: int) -> AsyncIterator[Lock | None]:
    """Take the lock for the block, and give it back at its end; None when another host has it."""
    # Before the call: the lease begins while we wait for the answer.
    lock = Lock(blob, lease)
    if not await blob.take(lease):
        yield None
        return
    keeping = asyncio.create_task(lock.keep())
    try:
        yield lock
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping
        with contextlib.suppress(AzureError, TimeoutError):
            async with asyncio.timeout(lease / 4):
                await blob.release()
