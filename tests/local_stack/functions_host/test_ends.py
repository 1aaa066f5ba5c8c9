"""However a host ends, no message is lost and none is run twice without need."""

import signal
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.functions_host.process import HostProcess
from tests.eventually import eventually
from tests.local_stack.functions_host.conftest import APPS, StartHost
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import Queues

WORKER_LOST = 3


def test_another_host_finishes_what_a_killed_one_began(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """The message comes back when the dead host's lease ends."""
    queues.put("precious")
    victim = start_host(lease=2)
    first = phone.ring()
    assert victim.kill() == -signal.SIGKILL
    heir = start_host(lease=2)
    second = phone.ring()
    assert (second.body, second.dequeue_count) == ("precious", 2)
    assert second.pid != first.pid
    second.answer("saved")
    heir.stop()
    assert queues.visible("-answers") == [b"saved"]
    assert queues.count() == 0


def test_a_run_longer_than_the_lease_keeps_its_message(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """The lease is renewed at half time, so that no other host sees the message."""
    queues.put("long")
    hosts = [start_host(lease=2), start_host(lease=2)]
    call = phone.ring()
    assert phone.silent(2.5)
    call.answer("at last")
    assert [host.stop() for host in hosts] == [0, 0]
    assert queues.visible("-answers") == [b"at last"]
    assert queues.count() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_running_functions_finish(
    number: signal.Signals, start_host: StartHost, phone: Phone, queues: Queues, log: Path
) -> None:
    """No more messages are taken; those that run are settled; the exit code is 0."""
    queues.put("running")
    host = start_host()
    call = phone.ring()
    host.signal(number)
    eventually(lambda: "no more messages are taken" in log.read_text())
    queues.put("too late")
    call.answer("finished")
    assert host.wait() == 0
    assert queues.visible("-answers") == [b"finished"]
    assert queues.visible() == [b"too late"]


def test_a_function_that_does_not_finish_is_left_behind(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """After the drain the host ends all the same; the message returns when its lease ends."""
    queues.put("stuck")
    host = start_host(lease=1, drain=0.2)
    phone.ring()
    assert host.stop() == 0
    start_host()
    assert phone.ring().dequeue_count == 2


def test_function_timeout_fails_the_run_and_ends_the_host(
    start_host: StartHost, phone: Phone, queues: Queues, log: Path
) -> None:
    """Azure restarts the worker, for a thread cannot be ended; the message is shown again at once."""
    queues.put("slow")
    host = start_host(timeout="00:00:01")
    phone.ring()
    assert host.wait() == WORKER_LOST
    assert queues.visible() == [b"slow"]
    assert "the worker is lost, this host ends: phone exceeded functionTimeout of 1 s" in log.read_text()


def test_sys_exit_in_a_function_does_not_lose_its_message(
    start_host: StartHost, phone: Phone, queues: Queues, log: Path
) -> None:
    """Nor does it look like a success: in Azure it ends the worker, and what else ran there is shown again at once."""
    queues.put("exit", "neighbour")
    host = start_host()
    next(call for call in phone.rings(2) if call.body == "exit").exit(0)
    assert host.wait() == WORKER_LOST
    assert sorted(queues.visible()) == [b"exit", b"neighbour"]
    assert "a function called sys.exit(0)" in log.read_text()


STARTER = """
import pathlib
from local_stack.functions_host.process import HostProcess
host = HostProcess(pathlib.Path({app!r}), {settings!r})
input()
"""


def test_a_host_ends_with_the_process_that_started_it(azurite: Azurite, queues: Queues, phone: Phone) -> None:
    """Also when that is killed and can end nothing itself: running functions finish first."""
    settings = {"AzureWebJobsStorage": azurite.connection_string, "QUEUE": queues.name, **phone.settings}
    command = [sys.executable, "-c", STARTER.format(app=str(APPS / "phone"), settings=settings)]
    queues.put("orphan")
    with Popen(command, stdin=PIPE, stderr=PIPE, text=True) as starter:
        call = phone.ring()
        starter.kill()
        call.answer("not lost")
        assert starter.stderr
        log = starter.stderr.read()  # ends when the host, who shares it, has ended
    assert "no more messages are taken" in log
    assert queues.visible("-answers") == [b"not lost"]


def test_a_host_outlives_its_storage(phone: Phone, log: Path) -> None:
    """While Azurite is away it backs off; when Azurite is back it goes on, and ends what it had begun."""
    with Azurite() as azurite, QueueServiceClient.from_connection_string(azurite.connection_string) as account:
        settings = {"AzureWebJobsStorage": azurite.connection_string, "QUEUE": "storm", **phone.settings}
        queues = Queues(account, "storm")
        queues.put("before")
        with log.open("w") as output, HostProcess(APPS / "phone", settings, log=output) as host:
            begun = phone.ring()
            azurite.stop()
            eventually(lambda: "storage is away" in log.read_text())
            begun.answer("across the storm")
            azurite.start()
            queues.put("after")
            phone.ring().answer("fine")
            assert host.stop() == 0
        assert sorted(queues.visible("-answers")) == [b"across the storm", b"fine"]
        assert queues.count() == 0
