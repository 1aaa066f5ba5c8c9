from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64DecodePolicy

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from poll_operation.poll import poll
from shared.boards import Busy
from shared.events import BackupCompleted, OperationFailed
from shared.messages import Message
from shared.tracker import OperationTracker, Stage
from tests.running import VAULT, App

LIST = f"{VAULT}/backupJobs"
VMS = 6  # on lists whose pages have three
PAGES = 2


@pytest.fixture
def crowd(app: App) -> list[OperationTracker]:
    """Return trackers of six backups that have just begun."""
    return trackers([message for vm in app.azure.add_protected(VMS) for message in app.step(app.back_up(vm_id=vm))])


def trackers(messages: Sequence[Message]) -> list[OperationTracker]:
    assert all(isinstance(message, OperationTracker) for message in messages)
    return [message for message in messages if isinstance(message, OperationTracker)]


def looked(app: App, crowd: Sequence[OperationTracker]) -> list[OperationTracker]:
    """Let time pass until the last one is due; look at all."""
    app.azure.advance(max(tracker.delay(app.connections.now()) for tracker in crowd))
    return trackers([message for tracker in crowd for message in app.step(tracker)])


def reads(azure: Simulator, before: int = 0) -> list[str]:
    return [
        entry["path"] for entry in azure.journal()[before:] if entry["method"] == "GET" and "msi" not in entry["path"]
    ]


def test_one_list_answers_all_who_follow_a_job(app: App, crowd: list[OperationTracker]) -> None:
    """Six starts are two pages, and no operation is looked at: the requestId finds the job."""
    before = len(app.azure.journal())
    following = looked(app, crowd)
    assert {tracker.stage for tracker in following} == {Stage.BACKING_UP}
    assert reads(app.azure, before) == [LIST] * PAGES


def test_a_look_at_a_new_board_asks_azure_nothing(app: App, crowd: list[OperationTracker]) -> None:
    """Neither in the process that has asked, nor in another one."""
    following = looked(app, crowd)
    before = len(app.azure.journal())
    for instance in (app, app.another()):
        for tracker in following:
            (again,) = trackers(poll(tracker, instance.connections))
            assert again.on_board
    assert reads(app.azure, before) == []


def test_reads_do_not_grow_with_the_vms(app: App, crowd: list[OperationTracker]) -> None:
    """Not even if each of them is looked at in every round: a page for three jobs, two pages a round."""
    following = looked(app, crowd)
    before = len(app.azure.journal())
    for _ in range(5):
        app.azure.advance(app.connections.settings.look_seconds)
        following = trackers([message for tracker in following for message in poll(tracker, app.connections)])
    assert len(reads(app.azure, before)) <= 5 * PAGES


def test_all_come_to_their_end_by_the_board(app: App, crowd: list[OperationTracker]) -> None:
    """With the job's own times, and less than a look at each job, were it but one."""
    before = len(app.azure.journal())
    ends = app.run(*crowd)
    assert {type(end) for end in ends} == {BackupCompleted}
    jobs = {job.id: job for job in app.azure.jobs()}
    for end in ends:
        assert isinstance(end, BackupCompleted)
        assert end.job_id
        assert jobs[end.job_id].done == 1
        assert timedelta(seconds=924) <= end.ended - end.started <= timedelta(seconds=9078)
    assert len([path for path in reads(app.azure, before) if "operation" in path.lower()]) == 0


def test_details_are_read_of_what_failed(app: App) -> None:
    """The list does not have them."""
    failing, *others = app.azure.add_protected(VMS)
    name = failing.rpartition("/")[2]
    error = {"errorCode": 400196, "errorTitle": "AgentGone", "errorString": "No agent.", "recommendations": ["Look."]}
    app.azure.outcome(operation="Backup", vm=name, status="Failed", errorDetails=[error], duration=950)
    ends = app.run(*(app.back_up(vm_id=vm) for vm in [failing, *others]))
    (failed,) = [end for end in ends if isinstance(end, OperationFailed)]
    assert failed.request.subject == failing
    assert (failed.error.code, failed.error.recommendations) == ("AgentGone", ("Look.",))


def test_the_last_jobs_of_a_vault_are_looked_at_by_themselves(app: App) -> None:
    """That costs no more than the list, and tells the size."""
    app.run(app.protect())
    (end,) = app.run(app.back_up())
    assert isinstance(end, BackupCompleted)
    assert end.size


@pytest.mark.parametrize(
    "answer", [500, 403, "reset", {"status": 200, "body": {"value": []}}, {"status": 200, "body": 7}]
)
def test_a_list_that_fails_or_shows_nothing_leaves_the_operations(
    app: App, crowd: list[OperationTracker], answer: object
) -> None:
    """Slower, and correct."""
    app.azure.fault(on=f"GET {LIST}", answer=answer, times=1_000_000)
    ends = app.run(*crowd)
    assert {type(end) for end in ends} == {BackupCompleted}
    assert len({end.request.request_id for end in ends if isinstance(end, BackupCompleted)}) == VMS


@pytest.mark.parametrize("name", ["jobs", "turn"])
@pytest.mark.parametrize("content", [b"", b"nonsense", b'{"seen": 7}', None])
def test_a_broken_record_is_written_anew(
    app: App, crowd: list[OperationTracker], name: str, content: bytes | None
) -> None:
    """Or one that is gone."""
    following = looked(app, crowd)
    (record,) = [blob for blob in app.connections.records.notes("boards/") if blob.endswith(f"/{name}")]
    if content is None:
        app.connections.records.delete(f"boards/{record}")
    else:
        app.connections.records.write(f"boards/{record}", content, {})
    instance = app.another()
    assert {type(end) for end in instance.run(*following)} == {BackupCompleted}


@pytest.mark.parametrize("name", ["jobs", "turn"])
def test_a_record_from_the_far_future_is_not_believed(app: App, crowd: list[OperationTracker], name: str) -> None:
    """All would wait for it."""
    following = looked(app, crowd)
    (record,) = [blob for blob in app.connections.records.notes("boards/") if blob.endswith(f"/{name}")]
    seen = app.connections.records.read(f"boards/{record}")
    assert seen
    later = seen.content.replace(b'"next":"20', b'"next":"29').replace(b'"until":"20', b'"until":"29')
    assert later != seen.content
    app.connections.records.write(f"boards/{record}", later, {})
    app.azure.advance(1_000)
    before = len(app.azure.journal())
    for tracker in following[:2]:
        poll(tracker, app.another().connections)
    assert LIST in reads(app.azure, before)


def test_while_one_asks_the_others_come_back_soon(app: App, crowd: list[OperationTracker]) -> None:
    """And do not ask for themselves."""
    first, second, *_ = crowd
    app.azure.advance(60)
    app.step(first)
    (turn,) = [name for name in app.connections.records.notes("boards/") if name.endswith("/turn")]
    (jobs,) = [name for name in app.connections.records.notes("boards/") if name.endswith("/jobs")]
    app.connections.records.delete(f"boards/{jobs}")
    assert turn
    instance = app.another()
    with pytest.raises(Busy):
        instance.connections.boards.board(second)
    before = len(app.azure.journal())
    (again,) = instance.step(second)
    assert 1 <= again.delay(app.connections.now()) <= 7
    assert reads(app.azure, before) == []


def test_who_died_while_asking_is_not_waited_for(app: App, crowd: list[OperationTracker]) -> None:
    """Operations are looked at until the next round."""
    first, second, *_ = crowd
    app.azure.advance(60)
    app.step(first)
    (jobs,) = [name for name in app.connections.records.notes("boards/") if name.endswith("/jobs")]
    app.connections.records.delete(f"boards/{jobs}")
    app.azure.advance(31)
    before = len(app.azure.journal())
    (following,) = trackers(app.another().step(second))
    assert following.stage == Stage.BACKING_UP
    assert LIST not in reads(app.azure, before)


def test_a_waiting_message_is_shown_when_its_job_has_ended(
    app: App, crowd: list[OperationTracker], azurite: Azurite
) -> None:
    """By whoever renews the board; until then it sleeps."""
    queue = operations(azurite)
    following = looked(app, crowd)
    assert all(tracker.on_board for tracker in following)
    app.connections.send(following)
    assert not queue.peek_messages(32)
    while running := [job for job in app.azure.jobs() if job.operation == "Backup" and job.done < 1]:
        app.azure.advance(500)
        if len(running) <= VMS // 2:
            break
    app.connections.boards.board(following[0])
    shown = "".join(message.content for message in queue.peek_messages(32))
    ended = {job.activity_id for job in app.azure.jobs() if job.operation == "Backup" and job.done == 1}
    assert len(ended) >= VMS // 2
    for tracker in following:
        if str(tracker.request.request_id) in ended:
            assert str(tracker.request.request_id) in shown
            (end,) = app.step(tracker)  # though it is not due yet
            assert isinstance(end, BackupCompleted)


def test_whoever_renews_a_board_looks_in_the_next_round_too(app: App, crowd: list[OperationTracker]) -> None:
    """So that it is renewed, however long the others sleep; and so does whoever is shown early for that."""
    first, *others = looked(app, crowd)
    next_round = app.connections.boards.board(others[0])
    assert next_round
    assert first.due
    assert first.due <= next_round.next + timedelta(seconds=10)
    sleeper = msgspec.structs.replace(others[0], due=app.connections.now() + timedelta(hours=1))
    (again,) = trackers(app.step(sleeper))
    assert again.due
    assert again.due <= next_round.next + timedelta(seconds=10)


def test_without_its_note_a_message_comes_in_its_own_time(app: App, crowd: list[OperationTracker]) -> None:
    """Within an hour of the last look."""
    for tracker in looked(app, crowd):
        assert 0 < tracker.delay(app.connections.now()) <= 3_600 + 200


def operations(azurite: Azurite) -> QueueClient:
    service = QueueServiceClient.from_connection_string(azurite.connection_string)
    queue = service.get_queue_client("operations", message_decode_policy=TextBase64DecodePolicy())
    try:
        queue.create_queue()
    except ResourceExistsError:
        queue.clear_messages()
    return queue
