"""A message comes in, its function runs, its output goes out: the whole way through a real host and a real Azurite."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.local_stack.functions_host.conftest import StartHost
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import Queues


def test_a_message_runs_its_function_and_the_output_is_sent(
    start_host: StartHost, phone: Phone, queues: Queues
) -> None:
    """Success deletes the message; the queue of the output is created when it is missing."""
    queues.put("backup, please")
    host = start_host()
    assert host.ready == f"ready: phone <- {queues.name}"
    call = phone.ring()
    assert call.body == "backup, please"
    call.answer("done")
    assert host.stop() == 0
    assert queues.visible("-answers") == [b"done"]
    assert queues.count() == 0


def test_a_function_learns_what_the_queue_knows_of_its_message(
    start_host: StartHost, phone: Phone, queues: Queues
) -> None:
    """Id, dequeue count and times travel as trigger metadata; a message lives seven days."""
    queues.put("hello")
    start_host()
    call = phone.ring()
    assert (call.dequeue_count, bool(call.id), bool(call.pop_receipt)) == (1, True, True)
    expires = datetime.fromisoformat(call.expiration_time)
    assert timedelta(days=6, hours=23) < expires - datetime.now(expires.tzinfo) <= timedelta(days=7)


def test_a_queue_that_does_not_exist_yet_is_waited_for(
    start_host: StartHost, phone: Phone, queues: Queues, log: Path
) -> None:
    """The host neither complains nor creates it."""
    start_host()
    assert not queues.exists()
    queues.put("first of all")
    assert phone.ring().body == "first of all"
    assert "storage is away" not in log.read_text()


def test_a_binding_of_type_binary_gets_and_sends_bytes_as_they_are(start_host: StartHost, queues: Queues) -> None:
    """Also what is no UTF-8."""
    queues.put(b"\x00\xff{not json}")
    start_host("binary")
    eventually(lambda: queues.visible("-answers") == [b"\x00\xff{not json}"])


def test_a_text_binding_gets_what_is_no_utf8_replaced(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """As .NET does it; the message is not poisoned."""
    queues.put(b"\xffabc")
    start_host()
    assert phone.ring().body == "\N{REPLACEMENT CHARACTER}abc"


def test_an_async_function_may_return_its_output(start_host: StartHost, queues: Queues, log: Path) -> None:
    """A JSON array becomes a message for each element; %SETTING% is replaced; the queue's name is lower-cased."""
    queues.put('{"vm":1}')
    host = start_host("returning")
    eventually(lambda: queues.visible("-answers") == [b'{\n  "vm": 1\n}'] * 2)
    assert host.ready == f"ready: twice <- {queues.name}"
    assert "upload is not served: this host has no blobTrigger yet" in log.read_text()


def test_message_encoding_none_leaves_bodies_alone(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """In both directions."""
    queues.put_content("plain <text>")
    host = start_host(messageEncoding="none")
    call = phone.ring()
    assert call.body == "plain <text>"
    call.answer("plain <answer>")
    host.stop()
    assert queues.contents("-answers") == ["plain <answer>"]


def test_no_more_run_at_once_than_batch_size_and_threshold_allow(
    start_host: StartHost, phone: Phone, queues: Queues
) -> None:
    """A new batch is fetched when no more than newBatchThreshold are left of the ones before."""
    queues.put(*"abcdefgh")
    start_host(batchSize=2, newBatchThreshold=1)
    first, _second = phone.rings(2)
    assert phone.silent(0.4)
    first.answer("")
    phone.rings(2)
    assert phone.silent(0.4)


def test_the_thread_pool_is_as_large_as_its_setting_says(
    start_host: StartHost, phone: Phone, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other messages are held but wait for a thread."""
    monkeypatch.setenv("PYTHON_THREADPOOL_THREAD_COUNT", "2")
    queues.put(*"abc")
    start_host()
    first, _second = phone.rings(2)
    assert phone.silent(0.4)
    first.answer("")
    phone.ring()


def test_two_hosts_share_a_queue(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """Each message runs once, in one of them."""
    bodies = [f"message {number}" for number in range(12)]
    queues.put(*bodies)
    hosts = [start_host(batchSize=3, newBatchThreshold=0) for _ in range(2)]
    calls = [*phone.rings(6)]
    assert len({call.pid for call in calls}) == len(hosts)
    for call in calls:
        call.answer("")
    for call in phone.rings(6):
        call.answer("")
        calls.append(call)
    assert [host.stop() for host in hosts] == [0, 0]
    assert sorted(call.body for call in calls) == sorted(bodies)
    assert queues.count() == 0
    assert phone.silent()


def test_an_output_that_only_looks_like_json_fails_the_run(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """Azure parses what stands in braces; nothing is sent, and the message comes back."""
    queues.put("hello")
    host = start_host()
    phone.ring().answer("{no json}")
    again = phone.ring()
    assert again.dequeue_count == 2
    again.answer("no json")
    host.stop()
    assert queues.visible("-answers") == [b"no json"]
