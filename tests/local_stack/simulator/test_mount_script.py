"""The script for Linux, run for real: it mounts for whoever has the password, as long as the session is active."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm
from tests.local_stack.simulator.file_restore import provisioned, revoke, scripts


@pytest.fixture
def script(azure: Simulator, arm: Arm, point: str, tmp_path: Path) -> Path:
    """Store the script as azure-cli does: without its password."""
    handed_out = scripts(arm, point, provisioned(arm, point))[0]
    text = base64.b64decode(handed_out["scriptContent"]).decode()
    file = tmp_path / "script.py"
    password = azure.mount_password("web01")
    file.write_text(text.replace(f'TargetPassword="{password}"', 'TargetPassword="UserInput012345"'))
    assert password not in file.read_text()
    return file


def run(script: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Run it where it lies: its exit code and all it says."""
    done = subprocess.run(
        [sys.executable, script, *arguments],
        input=typed,
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def mounted(script: Path) -> list[str]:
    return [file.name for file in script.parent.glob("web01-*/Volume1/*")]


@pytest.mark.parametrize("as_argument", [True, False])
def test_right_password(azure: Simulator, script: Path, *, as_argument: bool) -> None:
    """The password is typed or given as argument; the volume appears beside the script, and the script tells where."""
    password = azure.mount_password("web01")
    status, said = run(script, password) if as_argument else run(script, typed=f"{password}\n")
    assert (status, mounted(script)) == (0, ["hello.txt"])
    assert "Files of web01" in said
    assert str(script.parent) in said
    assert ("Please enter the password" in said) != as_argument


@pytest.mark.parametrize("wrong", ["UserInput012345", "", "UserInput012345\n"])
def test_wrong_password(script: Path, wrong: str) -> None:
    """A wrong password mounts nothing; nor does the text that stands in for it."""
    status, said = run(script, typed=wrong)
    assert (status, mounted(script), "password is wrong" in said) == (1, [], True)


def test_too_late(azure: Simulator, script: Path) -> None:
    """After 12 hours of simulated time the script is void, in Azure's words."""
    azure.advance(12 * 3600)
    status, said = run(script, azure.mount_password("web01"))
    assert (status, mounted(script)) == (1, [])
    assert "exceeded the 12-hr limit" in said


def test_revoked(azure: Simulator, arm: Arm, point: str, script: Path) -> None:
    """So it is when the session is revoked."""
    arm.finish(revoke(arm, point))
    status, said = run(script, azure.mount_password("web01"))
    assert (status, "disks have been dismounted" in said) == (1, True)


def test_out_of_reach(azure: Simulator, script: Path) -> None:
    """Without its target the script mounts nothing, and says so in one line."""
    password = azure.mount_password("web01")
    azure.stop()
    try:
        status, said = run(script, password)
    finally:
        azure.start()
    assert (status, mounted(script), "Traceback" in said) == (1, [], False)
    assert "cannot be reached" in said
