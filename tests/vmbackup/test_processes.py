"""The command line as a process: signals, pipes, and what it loads."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from tests.running import VAULT, vm_id

EXAMPLE = Path(__file__).parents[2] / "docs/contracts/events/BackupCompleted.example.json"
NO_AZURE = (
    "import sys, vmbackup.app; print([name for name in sys.modules if name.split('.')[0] in {'azure', 'jinja2'}])"
)

type Command = subprocess.Popen[str]


@pytest.fixture
def environ(azurite: Azurite) -> dict[str, str]:
    """Return the environment of an operator who is not signed in to Azure."""
    settings = {"AzureWebJobsStorage": azurite.connection_string, "RECORDS_CONTAINER": f"records-{uuid4()}"}
    return dict(os.environ) | settings | {"DEFAULT_VAULT_ID": VAULT, "ARM_ENDPOINT": "http://127.0.0.1:9"}


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C be heard by commands, also where whoever runs the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def started(environ: dict[str, str], *words: str) -> Iterator[Command]:
    command = [sys.executable, "-m", "vmbackup", *words]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def line_of(command: Command) -> str:
    return command.stdout.readline() if command.stdout else ""


def read_until(command: Command, words: str) -> None:
    for line in command.stderr or ():
        if words in line:
            return
    raise AssertionError(words)


def test_new_events_are_followed_until_ctrl_c(azurite: Azurite, environ: dict[str, str]) -> None:
    """Each is printed once, as a line of JSON."""
    example = json.loads(EXAMPLE.read_text())
    first, second = (example | {"id": f"trigger-backup/{uuid4()}"} for _ in range(2))
    with QueueServiceClient.from_connection_string(azurite.connection_string) as service:
        if "backup-events" in {queue.name for queue in service.list_queues()}:
            service.delete_queue("backup-events")
        queue = service.create_queue("backup-events")
        queue.send_message(json.dumps(first))
        with started(environ, "events", "--follow", "--json") as command:
            assert json.loads(line_of(command)) == first
            queue.send_message(json.dumps(second))
            assert json.loads(line_of(command)) == second
            command.send_signal(signal.SIGINT)
            assert command.wait(20) == 130
            assert line_of(command) == ""


def test_ctrl_c_ends_the_wait_and_not_the_request(environ: dict[str, str]) -> None:
    """It says how to look again; a second one is not needed."""
    with started(environ, "backup", vm_id("web01"), "--wait") as command:
        read_until(command, "waiting to be taken")
        command.send_signal(signal.SIGINT)
        read_until(command, "The request goes on. Look again: vmbackup status ")
        assert command.wait(20) == 130


def test_a_reader_that_has_seen_enough_is_no_trouble(environ: dict[str, str]) -> None:
    """A pipe may be closed before the end."""
    with started(environ, "poison", "list") as command:
        assert command.stdout
        command.stdout.close()
        read_until(command, "using the environment")
        assert "Traceback" not in (command.stderr.read() if command.stderr else "")


def test_help_loads_no_client_of_azure() -> None:
    """It is there at once."""
    ran = subprocess.run([sys.executable, "-c", NO_AZURE], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
