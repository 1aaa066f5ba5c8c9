import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vmbackup.sources import find

Stack = subprocess.Popen[str]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Stack]:
    told = str(tmp_path / "stack.json")
    command = [sys.executable, "-m", "local_stack", "--speed", "4000", "--lease", "1", "--whereabouts", told]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        yield running
        running.kill()


def read_until(up: Stack, word: str) -> str:
    """Return what it prints up to the line with that word; the test's own time limit is the pipe's end."""
    text = ""
    for line in up.stdout or ():
        text += line
        if word in line:
            return text
    raise AssertionError(text)


def test_it_says_where_everything_is_and_ends_cleanly_on_ctrl_c(up: Stack, tmp_path: Path) -> None:
    """One message can be copied and sent; the command line is told where all is for as long."""
    text = read_until(up, "api/dashboard")
    for word in ("AZURE_STORAGE_CONNECTION_STRING='", "az storage message put", "send_message(", "/_simulator/journal"):
        assert word in text
    assert find(tmp_path / "stack.json", {}).name == "the local stack"
    up.send_signal(signal.SIGINT)
    read_until(up, "ending")
    assert up.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", [("--hosts", "0"), ("--speed", "0"), ("--speed", "-1"), ("--lease", "0")])
def test_options_that_cannot_work_are_refused(option: tuple[str, str]) -> None:
    """With the option's name."""
    run = subprocess.run([sys.executable, "-m", "local_stack", *option], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert option[0] in run.stderr
