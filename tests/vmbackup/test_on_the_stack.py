"""The commands against a running app, as after `make up`: sent, waited for, looked at."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack
from local_stack.whereabouts import told
from tests.running import vm_id
from tests.vmbackup.terminal import Terminal

SPEED = 2_500.0  # fast, and yet a mount of 12 hours outlives its test
STAGING = "--staging staging4backup"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    log = tmp_path_factory.mktemp("stack") / "hosts.log"
    with log.open("w") as out, Stack(Simulator(speed=SPEED, seed=1), default_vault=NIGHTLY, log=out) as running:
        running.add_host()
        yield running


@pytest.fixture(scope="module")
def whereabouts(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("told") / ".local" / "stack.json"
    with told(stack, SPEED, file):
        yield file


@pytest.fixture(scope="module")
def terminal(whereabouts: Path) -> Terminal:
    return Terminal(whereabouts)


@pytest.fixture(scope="module")
def web01(terminal: Terminal) -> str:
    """Protect web01 and back it up, as a fleet of one; return its name."""
    ended = terminal.json("protect web01 --wait")
    assert ended["event"]["type"] == "AzureVmBackup.VmProtected"
    ran = terminal.run("fleet backup --vm web01 --window 0 --wait")
    assert "nightly: 1 backed up" in ran.out
    assert "of 1 ended" in ran.err
    assert ran.code == 0
    return "web01"


def test_where_the_stack_is_is_for_its_owner_alone(whereabouts: Path) -> None:
    """Keys are in it, and the process that it goes with."""
    assert stat.S_IMODE(whereabouts.stat().st_mode) == 0o600
    assert json.loads(whereabouts.read_bytes())["pid"] == os.getpid()


def test_the_file_goes_with_its_stack_and_no_other(stack: Stack, tmp_path: Path) -> None:
    """Two stacks may have been started one after the other: the last one's stays."""
    file = tmp_path / "stack.json"
    with told(stack, 1, file):
        file.write_text("another's")
    assert file.read_text() == "another's"
    with told(stack, 1, file):
        assert file.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_request_is_followed_to_its_end_on_a_terminal(terminal: Terminal, web01: str) -> None:
    """What goes on is said on stderr, how it ended on stdout."""
    ran = terminal.run(f"protect {web01} --wait")
    assert ran.out == "web01 is already protected, by policy DefaultPolicy.\n"
    assert "using the local stack" in ran.err
    assert ran.code == 0


def test_a_request_that_fails_ends_with_1_and_says_what_to_do(terminal: Terminal) -> None:
    """Azure's code, and the remedy of the app."""
    ran = terminal.run(f"protect {vm_id('web02')} --policy NoSuchPolicy --wait")
    assert ran.code == 1
    assert "BMSUserErrorPolicyNotFound" in ran.out
    assert "Name a policy" in ran.out


def test_a_request_that_is_sent_again_has_the_same_end(terminal: Terminal, web01: str) -> None:
    """With another wish it is wrong usage: the end is another request's."""
    chosen = uuid4()
    first = terminal.json(f"protect {web01} --wait --request-id {chosen}")
    assert terminal.json(f"protect {web01} --wait --request-id {chosen}") == first
    error = terminal.json(f"protect web02 --wait --request-id {chosen}", code=2)["error"]
    assert error["field"] == "--request-id"


def test_what_runs_is_shown_with_its_progress(terminal: Terminal, web01: str) -> None:
    """By request, and by job; a request may be named by the beginning of its id."""
    asked = terminal.json(f"backup {web01} --wait --timeout 1s", code=4)
    request_id = asked["requestId"]
    assert terminal.json(f"status {request_id[:8]}", code=4)["event"] is None
    assert [one["row"]["requestId"] for one in terminal.json("status")] == [request_id]
    assert web01 in terminal.run("status").out
    (job,) = terminal.json("jobs --running")
    assert (job["requestId"], job["vm"]) == (request_id, web01)


def test_files_are_mounted_fetched_and_revoked(terminal: Terminal, web01: str, tmp_path: Path) -> None:
    """The password is shown on a terminal only, and in no JSON."""
    ready = terminal.json(f"files mount {web01} --wait")
    request_id = ready["requestId"]
    fetched = terminal.run(f"files fetch {request_id} --folder {tmp_path}")
    assert fetched.code == 0
    (script,) = tmp_path.iterdir()
    assert str(script) in fetched.out
    assert "it is shown on a terminal only" in fetched.out
    new = tmp_path / "not" / "yet"
    assert terminal.json(f"files fetch {request_id} --folder {new}")["script"] == str(new / script.name)
    assert terminal.json(f"files fetch {request_id} --folder {script}", code=2)["error"]["field"] == "--folder"
    revoked = terminal.json(f"files revoke {request_id} --wait")
    assert revoked["event"]["type"] == "AzureVmBackup.FilesRevoked"
    assert revoked["requestId"] == ready["event"]["data"]["revoke"]["requestId"]
    assert terminal.json(f"status {request_id}")["event"]["type"] == "AzureVmBackup.FilesReady"
    assert terminal.json(f"files fetch {uuid4()}", code=2)["error"]["message"].startswith("request ")


def test_a_restore_is_validated_and_done(terminal: Terminal, web01: str) -> None:
    """Into a resource group that is named by its name."""
    line = f"restore disks {web01} --group restored {STAGING}"
    assert terminal.json(f"{line} --dry-run")["event"]["type"] == "AzureVmBackup.RestoreValidated"
    assert terminal.json(f"{line} --wait")["event"]["data"]["resourceGroupId"].endswith("/restored")


def test_a_fleet_that_nobody_is_of_is_a_failure(terminal: Terminal, web01: str) -> None:
    """No VM has the tag, and none was backed up."""
    assert web01
    ran = terminal.run("fleet backup --tag no=such --window 0 --wait")
    assert (ran.code, ran.out) == (1, "No VM was backed up: none matched.\n")


def test_protection_is_stopped_and_resumed(terminal: Terminal, web01: str) -> None:
    """Told apart from what was so before."""
    assert "is stopped" in terminal.run(f"protection stop {web01} --wait").out
    assert "was stopped before: nothing was changed." in terminal.run(f"protection stop {web01} --wait").out
    assert "is resumed" in terminal.run(f"protection resume {web01} --wait").out


def test_the_read_model_is_filled_anew(terminal: Terminal, web01: str) -> None:
    """From what the vaults know."""
    assert web01
    assert "written down anew" in terminal.run("status --refill").err


def test_doctor_has_the_same_settings(terminal: Terminal) -> None:
    """And prints one document."""
    ran = terminal.run("doctor --json")
    assert ran.json["findings"]
