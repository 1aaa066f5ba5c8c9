from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shared.board import KEPT, Board, Entry, ended_since, entries_of, entry_for, entry_of, renewed, since, watchers
from shared.recovery_services import item_name
from shared.requests import TriggerBackup
from shared.tracker import OperationTracker, Stage

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
VAULT = f"/subscriptions/{UUID(int=1)}/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/nightly"
VM = f"/subscriptions/{UUID(int=1)}/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/Web01"
texts = st.text(max_size=12) | st.sampled_from(['"', "]", "[", '"],["', "\\", "ü"])
times = st.datetimes(datetime(2026, 11, 22), datetime(2026, 11, 24), timezones=st.just(UTC))  # noqa: DTZ001 - has one
states = st.sampled_from(["InProgress", "Completed"])
jobs = st.lists(
    st.builds(
        Entry, texts, texts, texts, texts, st.sampled_from(["InProgress", "Completed"]), times, st.none() | times
    ),
    unique_by=lambda entry: entry.job_id,
)


def tracker(request_id: UUID, job_id: str | None = None) -> OperationTracker:
    request = TriggerBackup(vm_id=VM, vault_id=VAULT, request_id=request_id, accepted=NOW)
    return OperationTracker(
        request=request, stage=Stage.BACKING_UP, tracking_uri="x", started=NOW, deadline=NOW, job_id=job_id
    )


def board(entries: list[Entry]) -> Board:
    return renewed(None, entries, 1, NOW, NOW + timedelta(seconds=100))


@given(jobs, st.uuids())
def test_a_job_is_found_by_its_id_whatever_texts_the_others_have(others: list[Entry], job_id: UUID) -> None:
    """And what is found is always one of the board."""
    own = Entry(str(job_id), "a", "i", "Backup", "InProgress", NOW)
    shown = board([*others, own])
    assert entry_for(shown, tracker(uuid4(), str(job_id).upper())) == own
    for entry in others:
        assert entry_for(shown, tracker(uuid4(), entry.job_id)) in {*others, None}


def test_a_request_finds_its_job_on_its_own_vm() -> None:
    """Somebody may have used one requestId for two VMs, or for two operations."""
    request = uuid4()
    others = [
        Entry("1", str(request), "iaasvmcontainerv2;shop;web02", "Backup", "InProgress", NOW),
        Entry("2", str(request), item_name(VM).casefold(), "Restore", "InProgress", NOW),
    ]
    own = Entry("3", str(request), item_name(VM).casefold(), "Backup", "InProgress", NOW)
    assert entry_for(board(others), tracker(request)) is None
    assert entry_for(board([*others, own]), tracker(request)) == own


def test_a_list_begins_with_the_oldest_job_that_ran() -> None:
    """Or a day ago; without a board, with the request."""
    old = Entry("1", "a", "i", "Backup", "InProgress", NOW - timedelta(hours=3))
    stuck = Entry("2", "b", "i", "Backup", "InProgress", NOW - timedelta(days=30))
    request = tracker(uuid4()).request
    assert since(None, request, NOW) == NOW - timedelta(minutes=15)
    assert since(board([old]), request, NOW) == old.started - timedelta(minutes=15)
    assert since(board([old, stuck]), request, NOW) == NOW - timedelta(days=1, minutes=15)


def test_a_job_that_has_ended_stays_for_a_while_though_lists_begin_after_it() -> None:
    """Its tracker may come late."""
    ran = Entry("1", "a", "i", "Backup", "InProgress", NOW - timedelta(hours=3))
    done = msgspec.structs.replace(ran, status="Completed", ended=NOW)
    first, second = board([ran]), board([done])
    assert list(ended_since(first, second)) == [done]
    assert list(ended_since(None, second)) == list(ended_since(second, second)) == []
    later = Entry("2", "b", "i", "Backup", "Completed", NOW, NOW + timedelta(minutes=30))
    kept = renewed(second, [later], 1, NOW, NOW)
    assert {entry.job_id for entry in entries_of(kept)} == {"1", "2"}
    latest = msgspec.structs.replace(later, job_id="3", ended=NOW + KEPT + timedelta(seconds=1))
    assert {entry.job_id for entry in entries_of(renewed(second, [latest], 1, NOW, NOW))} == {"3"}


def test_somebody_watches_a_board_as_long_as_jobs_run() -> None:
    """Who has renewed it, while his own job runs; then three others. The last ones are looked at by themselves."""
    request = uuid4()
    running = [Entry(str(number), "a", "i", "Backup", "InProgress", NOW) for number in range(20)]
    own = Entry("own", str(request), item_name(VM).casefold(), "Backup", "InProgress", NOW)
    ended = msgspec.structs.replace(own, status="Completed", ended=NOW)
    assert watchers(board([*running, own]), tracker(request)) == []
    others = watchers(board([*running, ended]), tracker(request))
    assert len(others) == 3
    assert set(others) <= set(running)
    assert watchers(board([running[0], ended]), tracker(request)) == [running[0]]
    assert watchers(board([ended]), tracker(request)) == []


def test_what_is_no_job_is_no_entry() -> None:
    """Lists may show what nobody has documented."""
    good = {"name": "J", "properties": {"startTime": "2026-11-23T00:00:00.1234567Z", "status": "InProgress"}}
    assert entry_of(good)
    for bad in (7, None, {}, {"name": "J"}, good | {"properties": {"status": "InProgress"}}, good | {"name": 7}):
        assert entry_of(bad) is None
    assert entries_of(msgspec.structs.replace(board([]), entries=msgspec.Raw(b"7"))) == []
