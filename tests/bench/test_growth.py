from datetime import timedelta

import msgspec
import pytest

from bench.growth.azure import ORIGIN, Answer, Azure
from bench.growth.figures import COMPLETED, Bar, Size, bars_of, size_of
from bench.growth.fleet import fleet, subscriptions_of, vaults_of
from bench.growth.gate import Gate
from bench.growth.jobs import PAGE, START
from bench.growth.measurement import Growth, rows
from bench.growth.queue import Queue, Waiting
from bench.growth.records import Records
from bench.growth.world import World, run
from shared import recovery_services as rs
from shared.answers import Answer as Read
from shared.operation_status import Running, Succeeded, read_job, read_status, tracking_uri

VM = next(fleet(1))
HOUR = 3600


@pytest.fixture(scope="module")
def world() -> World:
    return run(30)


def test_every_backup_is_followed_to_its_end_by_the_apps_own_steps(world: World) -> None:
    """None is started twice, none refused, and no end is told before it is one."""
    assert world.ends == {COMPLETED: 30}
    assert (world.gate.calls["start"], world.gate.refused) == (30, 0)
    assert min(world.lags) >= 0


def test_what_the_instance_used_is_its_own(world: World) -> None:
    """It has more than it had before its first message, and less than this process with its tests."""
    size = size_of(30, world, seconds=1)
    assert 0 < size.idle < size.memory
    assert size.cpu > 0
    assert size.looks == world.executions / 30


def test_vaults_and_subscriptions_hold_as_many_as_azure_allows() -> None:
    """A thousand VMs to a vault, five vaults to a subscription; each VM is there once."""
    assert (vaults_of(1_000), vaults_of(1_001), subscriptions_of(5_000), subscriptions_of(5_001)) == (1, 2, 1, 2)
    vms = [*fleet(6_000)]
    assert len({vm.id for vm in vms}) == 6_000
    assert len({vm.vault for vm in vms}) == 6
    assert len({vm.vault.split("/")[2] for vm in vms}) == 2


def test_the_clock_moves_on_to_what_is_due_next() -> None:
    """Messages of one second come together, in the order of sending, but never more than asked for."""
    queue = Queue()
    for name, delay in {"late": 9, "a": 5, "b": 5, "c": 5}.items():
        queue.send(Waiting("operations", name, b""), delay)
    assert queue.due(2) == []
    assert queue.move_on()
    assert [message.id for message in queue.due(2)] == ["a", "b"]
    assert queue.now == 5
    assert [message.id for message in queue.due(2)] == ["c"]
    assert queue.due(2) == []
    assert queue.move_on()
    assert [message.id for message in queue.due(2)] == ["late"]
    assert queue.now == 9
    assert not queue.move_on()


def test_a_message_that_is_shown_comes_now_and_once() -> None:
    """Its own time passes without it; to show it again does nothing."""
    queue = Queue()
    queue.send(Waiting("operations", "sleeper", b""), HOUR)
    queue.send(Waiting("operations", "other", b""), 2 * HOUR)
    queue.show("sleeper")
    assert [message.id for message in queue.due(9)] == ["sleeper"]
    assert queue.now == 0
    queue.show("sleeper")
    assert queue.move_on()
    assert [message.id for message in queue.due(9)] == ["other"]
    assert queue.now == 2 * HOUR


def test_a_record_is_replaced_only_as_it_was_seen() -> None:
    """Of two who have seen the same version one writes, and one creates what is not there."""
    records = Records()
    assert records.replace("turn", b"mine", None)
    assert not records.replace("turn", b"yours", None)
    seen = records.read("turn")
    assert seen
    assert records.replace("turn", b"next", seen[1])
    assert not records.replace("turn", b"other", seen[1])


def test_a_backup_is_an_operation_and_then_a_job() -> None:
    """As the app reads it: the operation leads to the job, and that is completed when its time is over."""
    gate = Gate(Azure())
    started = _started(gate, VM.id, now=0)
    status = tracking_uri(started)
    assert status
    begun = read_status(_read(gate.answer("GET", status, "me", now=60)))
    assert isinstance(begun, Succeeded)
    job = f"{ORIGIN}{rs.job(VM.vault, begun.job_id or '')}"
    assert isinstance(read_job(_read(gate.answer("GET", job, "me", now=61))), Running)
    assert isinstance(read_job(_read(gate.answer("GET", job, "me", now=3 * HOUR))), Succeeded)


def test_the_list_of_jobs_comes_newest_first_and_in_pages() -> None:
    """Every job is on it once; one that started before the time of the filter is not."""
    gate = Gate(Azure())
    for number in range(PAGE + 50):
        _started(gate, f"{VM.id}x{number}", now=number)
    assert [len(page) for page in _pages(gate, since=-60)] == [PAGE, 50]
    names = [job["properties"]["startTime"] for page in _pages(gate, since=-60) for job in page]
    assert names == sorted(names, reverse=True)
    assert sum(len(page) for page in _pages(gate, since=100)) in range(PAGE - 50, PAGE - 42)


def test_what_exceeds_a_quota_is_refused_and_counted() -> None:
    """The bucket of writes holds 200; every answer until then tells how many are left."""
    gate = Gate(Azure())
    answers = [_started(gate, f"{VM.id}x{number}", now=0) for number in range(201)]
    assert answers[0].headers["x-ms-ratelimit-remaining-subscription-writes"] == "199"
    assert [answer.status for answer in answers] == [202] * 200 + [429]
    assert gate.refused == 1


def test_what_nobody_should_ask_for_is_a_defect() -> None:
    """Azure in memory knows four kinds of calls."""
    with pytest.raises(LookupError):
        Gate(Azure()).answer("DELETE", f"{ORIGIN}{VM.vault}", "me", 0)


def test_growth_is_judged_from_a_full_vault_on() -> None:
    """A small fleet shares a list among few; what grows with the fleet does not hold."""
    sizes = [_size(10, reads=6.4), _size(1_000, reads=0.4), _size(2_000, reads=0.5, memory=200)]
    assert [bar.holds for bar in bars_of(sizes)] == [True, True, False, False]
    assert [bar.holds for bar in bars_of(sizes[:2])] == [True, True]


def test_the_tables_have_a_column_for_each_size() -> None:
    """And the names that the pictures are drawn from."""
    tables = rows(Growth([_size(10), _size(100)], [Bar("done", "110 of 110", holds=True)]))
    table, bars = tables.values()
    assert table[0] == ["VMs", "10", "100"]
    assert {len(line) for line in table} == {3}
    assert bars[1] == ["done", "110 of 110", "yes"]
    assert {"vms", "reads", "looks", "lagMean", "memory"} <= msgspec.to_builtins(_size(10)).keys()


def _started(gate: Gate, vm: str, now: float) -> Read:
    url = f"{ORIGIN}{rs.backup(VM.vault, rs.item_name(vm))}"
    return _read(gate.answer("POST", url, "me", now))


def _pages(gate: Gate, since: float) -> list[list[dict[str, dict[str, str]]]]:
    until = START + timedelta(days=1)
    url: str | None = f"{ORIGIN}{rs.jobs(VM.vault, None, START + timedelta(seconds=since), until)}"
    pages = []
    while url:
        body = msgspec.json.decode(gate.answer("GET", url, "me", HOUR).body)
        pages.append(body["value"])
        url = body.get("nextLink")
    return pages


def _read(answer: Answer) -> Read:
    return Read(answer.status, answer.headers, msgspec.json.decode(answer.body) if answer.body else None)


def _size(vms: int, reads: float = 0.4, memory: float = 80) -> Size:
    return Size(
        vms=vms,
        vaults=1,
        subscriptions=1,
        done=vms,
        reads=reads,
        writes=1,
        refused=0,
        looks=5,
        records=5,
        lag_mean=50,
        lag_p95=100,
        lag_most=200,
        memory=memory,
        idle=70,
        cpu=1,
        seconds=1,
    )
