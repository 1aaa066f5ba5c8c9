import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from local_stack.simulator import Simulator
from shared.claims import Retold
from shared.events import BackupCompleted, OperationFailed, RequestRejected, VmProtected, VmRestored
from shared.requests import ProtectVm, RestoreVm, TriggerBackup
from shared.tracker import OperationTracker
from tests.running import App, vm_id


@pytest.fixture
def backed_up(remembering: App) -> App:
    remembering.run(remembering.protect())
    remembering.run(remembering.back_up())
    return remembering


def started(azure: Simulator, action: str) -> int:
    """Count the calls of that name that Azure has carried out."""
    return sum(entry["path"].endswith(f"/{action}") and entry["status"] == 202 for entry in azure.journal())


def copies(app: App, count: int) -> list[TriggerBackup]:
    """Return messages of one requestId."""
    request = app.back_up(chosen_id=True)
    return [msgspec.structs.replace(request, message_id=f"message {number}") for number in range(count)]


def test_messages_of_one_request_id_at_once_are_one_request(backed_up: App, azure: Simulator) -> None:
    """Azure would restore twice; storage decides who starts, all others wait."""
    before = started(azure, "restore")
    restore = backed_up.restore_vm(chosen_id=True)
    requests = [msgspec.structs.replace(restore, message_id=str(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        following = [messages[0] for messages in threads.map(backed_up.step, requests)]
    waiting = [message for message in following if isinstance(message, RestoreVm)]
    (tracker,) = [message for message in following if isinstance(message, OperationTracker)]
    assert len(waiting) == 7
    assert started(azure, "restore") - before == 1
    events = backed_up.run(tracker, *waiting)
    assert [type(event) for event in events] == [VmRestored]
    assert started(azure, "restore") - before == 1


def test_who_repeats_a_request_after_its_end_hears_the_same_event_again(backed_up: App) -> None:
    """Byte by byte: whoever drops repeats by their id misses nothing."""
    first, second = copies(backed_up, 2)
    (event,) = backed_up.run(first)
    (again,) = backed_up.run(second)
    assert isinstance(event, BackupCompleted)
    assert isinstance(again, Retold)
    assert again.to_json() == event.to_json()


def test_a_failure_is_told_again_and_not_tried_again(backed_up: App, azure: Simulator) -> None:
    """Who wants another try sends another requestId."""
    azure.fault(on="POST */backup", answer=403)
    first, second = copies(backed_up, 2)
    (event,) = backed_up.run(first)
    (again,) = backed_up.run(second)
    assert isinstance(event, OperationFailed)
    assert again.to_json() == event.to_json()


def test_a_rejection_by_a_step_is_an_end_too(backed_up: App) -> None:
    """The time to retain until was over."""
    past = backed_up.connections.now() - timedelta(days=1)
    first, second = (msgspec.structs.replace(copy, retain_until=past) for copy in copies(backed_up, 2))
    (event,) = backed_up.run(first)
    (again,) = backed_up.run(second)
    assert isinstance(event, RequestRejected)
    assert again.to_json() == event.to_json()


def test_a_copy_takes_the_place_of_a_message_that_is_gone(backed_up: App, azure: Simulator) -> None:
    """Somebody cleared the queue that the first one's tracker was on: its job is found, no second one started."""
    before = started(azure, "backup")
    first, second = copies(backed_up, 2)
    backed_up.step(first)
    (waiting,) = backed_up.step(second)
    assert isinstance(waiting, TriggerBackup)
    (event,) = backed_up.run(waiting)
    assert isinstance(event, BackupCompleted)
    assert event.ended - event.started < timedelta(hours=2)
    assert started(azure, "backup") - before == 1
    assert waiting.due == first.accepted + backed_up.connections.settings.longest_request


def test_a_copy_that_wakes_up_after_the_end_says_nothing(backed_up: App) -> None:
    """The event has been sent, long ago."""
    first, second = copies(backed_up, 2)
    tracker = backed_up.step(first)
    (waiting,) = backed_up.step(second)
    backed_up.run(*tracker)
    assert backed_up.run(waiting) == []


def test_an_end_that_was_noted_and_not_told_is_told_by_the_next_delivery(backed_up: App, azure: Simulator) -> None:
    """The host was killed between the two, and the message had been throttled once before."""
    azure.fault(on="GET */protectedItems/*", answer=429)
    (throttled,) = backed_up.step(backed_up.protect(chosen_id=True, message_id="the first"))
    assert isinstance(throttled, ProtectVm)
    azure.advance(3600)
    (noted,) = backed_up.step(throttled)
    redelivered = msgspec.structs.replace(throttled, attempt=throttled.attempt + 1)
    (told,) = backed_up.run(redelivered)
    assert isinstance(noted, VmProtected)
    assert told.to_json() == noted.to_json()


def test_the_message_that_has_the_request_goes_on_with_it(backed_up: App, azure: Simulator) -> None:
    """Throttled at its first try, it comes again, as another queue message that knows the first one's id."""
    azure.fault(on="POST */backup", answer=429)
    first, _ = copies(backed_up, 2)
    (again,) = backed_up.step(first)
    assert isinstance(again, TriggerBackup)
    assert (again.message_id, again.attempt, again.begun) == (first.message_id, 1, False)
    (event,) = backed_up.run(again)
    assert isinstance(event, BackupCompleted)


def test_a_request_id_that_was_another_requests_is_rejected_under_another_id(backed_up: App) -> None:
    """Neither is lost, and neither event is taken for the other."""
    first, second = copies(backed_up, 2)
    (event,) = backed_up.run(first)
    (rejected,) = backed_up.run(msgspec.structs.replace(second, vm_id=vm_id("app01")))
    assert isinstance(rejected, RequestRejected)
    assert (rejected.field, rejected.vm_id) == ("requestId", vm_id("app01"))
    ids = {json.loads(told.to_json())["id"] for told in (event, rejected)}
    assert len(ids) == 2


def test_the_same_id_on_another_queue_is_another_request(backed_up: App) -> None:
    """As the events' ids say."""
    first, _ = copies(backed_up, 2)
    (event,) = backed_up.run(first)
    (protected,) = backed_up.run(backed_up.protect(request_id=first.request_id, chosen_id=True))
    assert isinstance(event, BackupCompleted)
    assert isinstance(protected, VmProtected)


def test_two_trackers_of_one_request_tell_one_end(backed_up: App, azure: Simulator) -> None:
    """A crash between sending and deleting makes two; the second end, if it is another, is not told."""
    request = backed_up.restore_vm(chosen_id=True)
    (starting,) = backed_up.step(request)
    azure.advance(120)
    (tracker,) = backed_up.step(starting)
    assert isinstance(tracker, OperationTracker)
    (event,) = backed_up.run(tracker)
    gone = msgspec.structs.replace(
        tracker, tracking_uri=tracker.tracking_uri.replace(str(tracker.job_id), str(uuid4()))
    )
    (again,) = backed_up.run(gone)
    assert isinstance(event, VmRestored)
    assert again.to_json() == event.to_json()


def test_a_protection_whose_answer_was_lost_is_found_by_its_job(remembering: App, azure: Simulator) -> None:
    """The item shows nothing before its job has ended; a second PUT would start a second job."""
    azure.fault(on="PUT */protectedItems/*", answer="reset", after=True)
    (again,) = remembering.step(remembering.protect())
    assert isinstance(again, ProtectVm)
    assert again.begun
    (event,) = remembering.run(again)
    assert isinstance(event, VmProtected)
    assert len([job for job in azure.jobs() if job.operation == "ConfigureBackup"]) == 1
