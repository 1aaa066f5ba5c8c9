"""What becomes of a message whose function fails: tried again, and at last put aside in the poison queue."""

from pathlib import Path

from tests.eventually import eventually
from tests.local_stack.functions_host.conftest import StartHost
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import Queues


def test_a_function_that_fails_five_times_poisons_its_message(
    start_host: StartHost, phone: Phone, queues: Queues, log: Path
) -> None:
    """By default it is not taken a sixth time; the poison queue is made when first needed; the log has every reason."""
    queues.put("bad")
    host = start_host()
    for run in range(1, 6):
        call = phone.ring()
        assert call.dequeue_count == run
        call.fail(f"reason {run}")
    assert host.stop() == 0
    assert queues.visible("-poison") == [b"bad"]
    assert queues.count() == 0
    assert all(f"phone failed, run {run} of 5: RuntimeError: reason {run}" in log.read_text() for run in range(1, 6))


def test_a_function_that_recovers_deletes_its_message(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """Nothing of the failures remains."""
    queues.put("good at last")
    host = start_host(maxDequeueCount=3)
    phone.ring().fail()
    phone.ring().fail()
    phone.ring().answer("fine")
    host.stop()
    assert queues.visible("-answers") == [b"fine"]
    assert queues.count() == 0
    assert not queues.exists("-poison")


def test_a_failed_message_stays_hidden_for_visibility_timeout(
    start_host: StartHost, phone: Phone, queues: Queues
) -> None:
    """host.json's visibilityTimeout delays every new try."""
    queues.put("later")
    start_host(visibilityTimeout="00:00:01")
    phone.ring().fail()
    assert phone.silent(0.7)
    assert phone.ring().dequeue_count == 2


def test_a_message_taken_too_often_is_poisoned_without_a_run(
    start_host: StartHost, phone: Phone, queues: Queues
) -> None:
    """Whoever took it before died of it, again and again."""
    queues.put("deadly")
    for _ in range(5):
        [message] = queues.queue().receive_messages()
        queues.queue().update_message(message.id, message.pop_receipt, visibility_timeout=0)
    start_host()
    eventually(lambda: queues.visible("-poison") == [b"deadly"])
    eventually(lambda: queues.count() == 0)
    assert phone.silent()


def test_what_is_not_base64_is_poisoned_without_a_run(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """As it stands; the usual cause is a sender without TextBase64EncodePolicy."""
    contents = ["{not base64}", "YWJ", "Zm9v\N{LATIN SMALL LETTER E WITH ACUTE}"]
    for content in contents:
        queues.put_content(content)
    start_host()
    eventually(lambda: sorted(queues.contents("-poison")) == sorted(contents))
    eventually(lambda: queues.count() == 0)
    assert phone.silent()


def test_a_poison_queue_has_no_poison_queue(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """A message that fails there stays hidden until its lease ends, and is not shown at once."""
    queues.name += "-poison"
    queues.put("replayed")
    host = start_host(maxDequeueCount=1)
    phone.ring().fail()
    host.stop()
    assert (queues.visible(), queues.count()) == ([], 1)
    assert not queues.exists("-poison")


def test_a_function_may_delete_its_own_message(start_host: StartHost, phone: Phone, queues: Queues, log: Path) -> None:
    """That the host then cannot is no error."""
    queues.put("gone")
    host = start_host()
    call = phone.ring()
    queues.queue().delete_message(call.id, call.pop_receipt)
    call.answer("done")
    assert host.stop() == 0
    assert queues.visible("-answers") == [b"done"]
    assert "WARNING" not in log.read_text().replace("WARNING root: Auth level", "")
