"""Of all hosts of an app, one fires a timer, and there is always one."""

from pathlib import Path
from signal import SIGTERM

from azure.storage.blob import BlobLeaseClient

from local_stack.azurite import Azurite
from local_stack.functions_host.process import HostProcess
from tests.eventually import eventually
from tests.local_stack.functions_host.conftest import APPS, TIMERS, StartHost
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import TimerBlobs
from tests.local_stack.functions_host.test_timer_trigger import EVERY_SECOND


def fired(phone: Phone, count: int) -> set[int]:
    """Let the timer fire so many times; return the processes that did."""
    pids = set()
    for _ in range(count):
        tick = phone.tick()
        tick.answer("")
        pids.add(tick.pid)
    return pids


def test_one_of_two_hosts_fires_and_the_other_is_its_heir(
    start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs
) -> None:
    """The lock of a host that was killed is free when its lease ends."""
    victim = start_host("timer", settings=EVERY_SECOND)
    first = fired(phone, 1)
    start_host("timer", settings=EVERY_SECOND)
    assert fired(phone, 2) == first
    victim.kill()
    assert phone.silent(1.2)
    lease = timer_blobs.lock.get_blob_properties().lease
    assert (lease.status, lease.duration) == ("locked", "fixed")
    BlobLeaseClient(timer_blobs.lock).break_lease(0)  # not to wait for those 15 seconds
    assert fired(phone, 2).isdisjoint(first)


def test_a_host_that_ends_well_gives_the_lock_away_at_once(start_host: StartHost, phone: Phone) -> None:
    """Its heir need not wait for the end of a lease."""
    leaver = start_host("timer", settings=EVERY_SECOND)
    first = fired(phone, 1)
    start_host("timer", settings=EVERY_SECOND)
    leaver.signal(SIGTERM)
    eventually(lambda: fired(phone, 1) != first, within=TIMERS.lease / 3)  # its own last run may have begun before
    assert leaver.wait() == 0


def test_a_host_that_loses_its_lock_fires_no_more_until_it_has_it_again(
    start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs, log: Path
) -> None:
    """It finds out when it renews its lease, at half time."""
    start_host("timer", settings=EVERY_SECOND)
    fired(phone, 1)
    thief = BlobLeaseClient(timer_blobs.lock)
    thief.break_lease(0)
    thief.acquire(60)

    def lost() -> bool:
        if not phone.silent():
            phone.tick().answer("")
        return "the lock is lost" in log.read_text()

    eventually(lost)
    assert phone.silent(1.2)
    thief.release()
    fired(phone, 1)


def test_a_timer_outlives_its_storage(phone: Phone, log: Path) -> None:
    """While Azurite is away for less than a lease, the timer goes on."""
    with Azurite() as azurite:
        settings = {"AzureWebJobsStorage": azurite.connection_string, **EVERY_SECOND, **phone.settings}
        with log.open("w") as output, HostProcess(APPS / "timer", settings, timers=TIMERS, log=output) as host:
            fired(phone, 1)
            azurite.stop()
            fired(phone, 2)
            azurite.start()
            fired(phone, 1)
            assert host.stop() == 0
