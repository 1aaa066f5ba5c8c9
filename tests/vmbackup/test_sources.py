import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vmbackup.exits import Wrong
from vmbackup.sources import Source, find

STORAGE = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Return the file of a stack that runs: this process."""
    return running(tmp_path / "stack.json", os.getpid())


@pytest.fixture
def azd(tmp_path: Path) -> Path:
    """Return the folder of azd, with one environment."""
    folder = tmp_path / ".azure"
    (folder / "prod").mkdir(parents=True)
    (folder / "config.json").write_text('{"version": 1, "defaultEnvironment": "prod"}')
    rules = json.dumps(json.dumps([{"region": "westeurope", "vault": None}]))
    (folder / "prod" / ".env").write_text(
        f'AzureWebJobsStorage__accountName="stored"\nBACKUP_RULES={rules}\n\n# none\n'
    )
    return folder


def running(file: Path, pid: int) -> Path:
    told = {"pid": pid, "speed": 60.0, "settings": STORAGE | {"LOOK_SECONDS": "9"}, "signIn": {"IDENTITY_HEADER": "x"}}
    file.write_text(json.dumps(told))
    return file


def nothing(tmp_path: Path) -> Path:
    return tmp_path / "nothing"


def test_a_file_that_was_chosen_comes_first(tmp_path: Path, stack: Path, azd: Path) -> None:
    """Who names it means it."""
    file = tmp_path / "settings.json"
    file.write_text('{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": "chosen"}}')
    found = find(file, STORAGE, stack=stack, azd=azd)
    assert (found.name, found.settings) == (str(file), {"AzureWebJobsStorage": "chosen"})


def test_the_environment_comes_before_what_runs_here(stack: Path, azd: Path) -> None:
    """And nothing of the other is mixed in."""
    assert find(None, STORAGE, stack=stack, azd=azd) == Source("the environment", STORAGE)


def test_a_running_stack_comes_before_azd(stack: Path, azd: Path) -> None:
    """With what signing in to it takes, and how fast its clock is."""
    found = find(None, {"PATH": "/bin"}, stack=stack, azd=azd)
    assert found.name == "the local stack"
    assert found.settings["LOOK_SECONDS"] == "9"
    assert found.sign_in == {"IDENTITY_HEADER": "x"}
    assert found.speed == 60


def test_a_stack_that_was_killed_is_passed_over(tmp_path: Path, azd: Path) -> None:
    """Its file tells of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    found = find(None, {}, stack=running(tmp_path / "stale.json", gone.pid), azd=azd)
    assert found.name == "the azd environment prod"


def test_azds_environment_is_read_as_azd_writes_it(tmp_path: Path, azd: Path) -> None:
    """Quotes and backslashes as in Go."""
    found = find(None, {}, stack=nothing(tmp_path), azd=azd)
    assert found.settings["AzureWebJobsStorage__accountName"] == "stored"
    assert json.loads(found.settings["BACKUP_RULES"]) == [{"region": "westeurope", "vault": None}]


def test_without_any_settings_it_says_what_would_be_some(tmp_path: Path) -> None:
    """All ways there are."""
    with pytest.raises(Wrong) as wrong:
        find(None, {}, stack=nothing(tmp_path), azd=nothing(tmp_path))
    advice = wrong.value.problem.recommendations[0]
    assert "make up" in advice
    assert "--settings" in advice


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Values": {"A": 1}}', "\xff"])
def test_a_file_without_settings_is_named(tmp_path: Path, text: str) -> None:
    """With the form that it ought to have."""
    file = tmp_path / "settings.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(Wrong, match=r"settings\.json has no settings") as wrong:
        find(file, {})
    assert "Values" in wrong.value.problem.recommendations[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the reason."""
    with pytest.raises(Wrong, match="cannot be read: No such file"):
        find(tmp_path / "missing.json", STORAGE)
