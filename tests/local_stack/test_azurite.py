"""Azurite as a process: it starts on free ports, keeps its data over a restart, and says in one line why it cannot."""

import stat
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
import requests
from azure.storage.queue import QueueClient

from local_stack.azurite import Azurite, AzuriteError
from tests.eventually import eventually


def queue(azurite: Azurite) -> QueueClient:
    return QueueClient.from_connection_string(azurite.connection_string, "kept", retry_total=0)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).headers["Server"].startswith("Azurite")
    except requests.ConnectionError:
        return False


def test_ports_and_data_outlive_a_restart() -> None:
    """Who stops Azurite and starts it again finds the same account at the same address."""
    with Azurite() as azurite:
        with queue(azurite) as before:
            before.create_queue()
            before.send_message("still here")
        address = azurite.connection_string
        azurite.stop()
        assert not answers(azurite.queue_url)
        azurite.start()
        assert azurite.connection_string == address
        with queue(azurite) as after:
            assert [message.content for message in after.peek_messages()] == ["still here"]


def test_data_may_lie_in_a_given_folder(tmp_path: Path) -> None:
    """A folder of one's own is used and stays; all three services answer."""
    with Azurite(tmp_path) as azurite:
        assert all(answers(url) for url in (azurite.blob_url, azurite.queue_url, azurite.table_url))
    assert (tmp_path / "__azurite_db_queue__.json").exists()


STARTER = """
import pathlib, sys
from local_stack.azurite import Azurite
with Azurite(pathlib.Path(sys.argv[1])) as azurite:
    print(azurite.queue_url)
    input()
"""


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """Also when that is killed and can end nothing itself."""
    command = [sys.executable, "-u", "-c", STARTER, str(tmp_path)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as starter:
        assert starter.stdout
        url = starter.stdout.readline().strip()
        assert answers(url)
        starter.kill()
    eventually(lambda: not answers(url))


def test_a_port_already_taken_is_an_error_that_says_so(azurite: Azurite) -> None:
    """Azurite's own words reach the one who started it."""
    other = Azurite()
    other._ports = dict(azurite._ports)  # noqa: SLF001 - no public way to ask for a taken port, nor should there be
    with pytest.raises(AzuriteError, match="EADDRINUSE"), other:
        pass


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        pytest.param(None, "node is not on the PATH", id="missing"),
        pytest.param("#!/bin/sh\necho v18.20.0", "node is v18.20.0", id="old"),
    ],
)
def test_a_wrong_node_is_an_error_that_says_what_is_needed(
    node: str | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Azurite 3.35 runs on Node.js 20 and newer."""
    if node:
        (tmp_path / "node").write_text(node)
        (tmp_path / "node").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AzuriteError, match=reason), Azurite():
        pass
