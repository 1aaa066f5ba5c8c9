import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.pace import room, wait
from shared.requests import TriggerBackup
from tests.running import App


@pytest.fixture
def hurried(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return steps that may start three backups of a fleet in a second."""
    settings = {"AzureWebJobsStorage": azurite.connection_string, "RECORDS_CONTAINER": f"records-{uuid4()}"}
    return App(azure, monkeypatch, BACKUPS_PER_MINUTE="180", **settings)


def test_no_more_start_in_any_second_than_the_settings_allow(hurried: App, azure: Simulator) -> None:
    """However often the queues deliver: here, every tenth of a second."""
    granted: list[datetime] = []
    for _ in range(100):
        if not wait(hurried.connections):
            granted.append(azure.now())
        azure.advance(0.1)
    assert len(granted) >= 18  # of the 30 that ten seconds allow: a quarter is slack
    for start in granted:
        assert sum(start <= other < start + timedelta(seconds=1) for other in granted) <= 3


def test_two_at_once_do_not_take_the_same_place(hurried: App) -> None:
    """Storage decides: the clock stands, so only three may start."""
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: wait(hurried.connections), range(24)))
    assert 1 <= waits.count(0) <= 3
    assert all(0 < seconds < 4 for seconds in waits if seconds)


def test_who_finds_no_room_comes_back_and_is_not_counted_as_tried(hurried: App, azure: Simulator) -> None:
    """A look for what an earlier try has started would cost a call."""
    azure.add_protected(4)
    fleet = uuid4()
    vms = azure.add_protected(4, prefix="more")
    following = [hurried.step(hurried.back_up(vm_id=vm, fleet=fleet))[0] for vm in vms]
    (put_off,) = [message for message in following if isinstance(message, TriggerBackup)]
    assert put_off.attempt == 0
    assert not put_off.begun
    assert 0 < put_off.delay(hurried.connections.now()) <= 3


def test_a_backup_that_somebody_asks_for_by_itself_does_not_wait(hurried: App, azure: Simulator) -> None:
    """He knows what he does."""
    vms = azure.add_protected(5)
    following = [hurried.step(hurried.back_up(vm_id=vm))[0] for vm in vms]
    assert not any(isinstance(message, TriggerBackup) for message in following)


def test_the_record_stays_small(hurried: App, azure: Simulator) -> None:
    """It holds the last second, no more."""
    for _ in range(20):
        wait(hurried.connections)
        azure.advance(0.5)
    kept = hurried.connections.records.read("pace")
    assert kept
    assert len(json.loads(kept.content)) <= 3


@pytest.mark.parametrize(
    ("per_minute", "starts", "seconds"), [(600, 10, 1.25), (90, 1, 1.25), (60, 1, 1.25), (30, 1, 2.5), (0.5, 1, 150)]
)
def test_a_setting_is_room_for_whole_starts(per_minute: float, starts: int, seconds: float) -> None:
    """Never more than it says, and always one."""
    assert room(per_minute) == (starts, seconds)
    assert room(per_minute).per_minute <= per_minute
