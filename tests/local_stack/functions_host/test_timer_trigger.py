"""A timer fires when it is due, once, and remembers it: through real hosts and a real Azurite."""

from datetime import UTC, datetime
from pathlib import Path
from signal import SIGTERM

from tests.eventually import eventually
from tests.local_stack.functions_host.conftest import StartHost
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import TimerBlobs

WORKER_LOST = 3

EVERY_SECOND = {"SCHEDULE": "* * * * * *"}
YEARLY = {"SCHEDULE": "0 0 0 1 1 *"}
NEXT_YEAR = f"{datetime.now(UTC).year + 1}-01-01T00:00:00+00:00"
BEFORE_THE_STOP = ("2019-06-01T12:00:00+00:00", "2020-01-01T00:00:00+00:00")


def test_a_timer_fires_on_its_schedule(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """One that fires more than once a minute has no status, as in Azure."""
    host = start_host("timer", settings=EVERY_SECOND)
    assert host.ready == "ready: tick <- * * * * * *"
    ticks = []
    for _ in range(2):
        ticks.append(phone.tick())
        ticks[-1].answer("")
    assert [(tick.past_due, tick.status, tick.retry) for tick in ticks] == [(False, {}, 0)] * 2
    assert len({int(tick.time) for tick in ticks}) == 2
    assert timer_blobs.status is None


def test_a_timer_remembers_its_run(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """The function sees the status of before the run: `Next` is the occurrence that fires."""
    soon = (datetime.now(UTC).second + 2) % 60
    start_host("timer", settings={"SCHEDULE": f"{soon} * * * * *"})
    eventually(lambda: timer_blobs.status is not None)
    before = timer_blobs.status
    tick = phone.tick(patience=75)  # a start that takes more than two seconds misses the minute
    assert (tick.past_due, tick.status) == (False, before)
    assert tick.status["Last"] == "0001-01-01T00:00:00+00:00"
    fired = datetime.fromisoformat(tick.status["Next"])
    assert 0 <= tick.time - fired.timestamp() < 1
    assert phone.silent(1.1)
    assert timer_blobs.status == before
    tick.answer("")
    eventually(lambda: timer_blobs.status != before)
    after = timer_blobs.status or {}
    assert 0 <= (datetime.fromisoformat(after["Last"]) - fired).total_seconds() < 1
    assert (datetime.fromisoformat(after["Next"]) - fired).total_seconds() == 60
    assert after["LastUpdated"] == after["Last"]


def test_what_was_missed_during_a_stop_is_made_up_for_once(
    start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs
) -> None:
    """Years of occurrences are one run, past due; after it the schedule goes on."""
    last, missed = BEFORE_THE_STOP
    timer_blobs.remember(last, missed)
    host = start_host("timer", settings=YEARLY)
    tick = phone.tick()
    assert tick.past_due
    assert tick.status == {"Last": last, "Next": missed, "LastUpdated": last}
    tick.answer("")
    assert host.stop() == 0
    assert (timer_blobs.status or {})["Next"] == NEXT_YEAR
    start_host("timer", settings=YEARLY)
    assert phone.silent(0.4)


def test_a_new_schedule_is_not_past_due(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """Though the old one was."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    start_host("timer", settings={"SCHEDULE": "0 0 0 1 Feb *"})
    eventually(lambda: (timer_blobs.status or {})["Next"] > "2026-11-22")
    assert phone.silent()


def test_a_timer_may_run_on_startup(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """It is not past due then, and the run counts."""
    start_host("timer", settings={**YEARLY, "AT_START": "yes"})
    tick = phone.tick()
    assert (tick.past_due, tick.status["Next"]) == (False, NEXT_YEAR)
    tick.answer("")
    eventually(lambda: (timer_blobs.status or {}).get("Last", "0001") > "2026")


def test_a_timer_never_overlaps_itself(start_host: StartHost, phone: Phone) -> None:
    """Of all that a long run missed, one comes at once, and the next on the schedule."""
    start_host("timer", settings=EVERY_SECOND)
    long = phone.tick()
    assert phone.silent(2.2)
    long.answer("")
    at_once = phone.tick()
    at_once.answer("")
    on_schedule = phone.tick()
    assert not at_once.past_due
    assert int(on_schedule.time) > int(at_once.time)


def test_a_failed_run_is_not_retried(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """Its occurrence is gone all the same."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    start_host("timer", settings=YEARLY)
    phone.tick().fail()
    eventually(lambda: (timer_blobs.status or {})["Next"] == NEXT_YEAR)
    assert phone.silent(0.2)


def test_a_failed_run_is_retried_as_its_policy_says(
    start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs
) -> None:
    """Each try learns its number and why the one before failed; the status waits for the last."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    start_host("timer", settings={**YEARLY, "RETRIES": "2"})
    seen = []
    for number in range(3):
        tick = phone.tick()
        seen.append((tick.retry, tick.past_due, tick.failure))
        assert (timer_blobs.status or {})["Next"] == BEFORE_THE_STOP[1]
        tick.fail(f"reason {number}")
    assert seen == [
        (0, True, None),
        (1, True, "RuntimeError: reason 0"),
        (2, True, "RuntimeError: reason 1"),
    ]
    eventually(lambda: (timer_blobs.status or {})["Next"] == NEXT_YEAR)
    assert phone.silent(0.2)


def test_a_retry_that_succeeds_is_the_last(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """Though its policy would allow more."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    start_host("timer", settings={**YEARLY, "RETRIES": "5"})
    phone.tick().fail()
    phone.tick().answer("")
    eventually(lambda: (timer_blobs.status or {})["Next"] == NEXT_YEAR)
    assert phone.silent(0.2)


def test_a_timer_runs_on_demand(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """Not past due; schedule and status go on as before."""
    host = start_host("timer", settings=YEARLY)
    eventually(lambda: timer_blobs.status is not None)
    before = timer_blobs.status
    host.run_now("tick")
    tick = phone.tick()
    assert (tick.past_due, tick.status) == (False, before)
    tick.answer("")
    assert host.stop() == 0
    assert timer_blobs.status == before


def test_sigterm_lets_a_timer_finish(start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs) -> None:
    """And its status is kept."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    host = start_host("timer", settings=YEARLY)
    tick = phone.tick()
    host.signal(SIGTERM)
    tick.answer("")
    assert host.wait() == 0
    assert (timer_blobs.status or {})["Next"] == NEXT_YEAR


def test_a_run_that_takes_the_worker_down_is_made_up_for(
    start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs
) -> None:
    """A functionTimeout holds for timers too; with tries left, its occurrence is the next host's."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    host = start_host("timer", settings={**YEARLY, "RETRIES": "1"}, timeout="00:00:01")
    phone.tick()
    assert host.wait() == WORKER_LOST
    assert phone.silent()
    assert (timer_blobs.status or {})["Next"] == BEFORE_THE_STOP[1]


def test_a_run_that_takes_the_worker_down_is_not_repeated_without_a_policy(
    start_host: StartHost, phone: Phone, timer_blobs: TimerBlobs
) -> None:
    """Else the next host would be taken down too, and the one after it."""
    timer_blobs.remember(*BEFORE_THE_STOP)
    host = start_host("timer", settings=YEARLY, timeout="00:00:01")
    phone.tick()
    assert host.wait() == WORKER_LOST
    assert (timer_blobs.status or {})["Next"] == NEXT_YEAR


def test_a_disabled_function_is_left_out(start_host: StartHost, log: Path) -> None:
    """By the app setting that the portal sets."""
    host = start_host("timer", settings={**EVERY_SECOND, "AzureWebJobs.tick.Disabled": "true"})
    assert host.ready == "ready: "
    assert "tick is not served: AzureWebJobs.tick.Disabled" in log.read_text()
