"""One verdict for a session, whoever ran its tests."""

import subprocess
import sys
from pathlib import Path

from fidelity.openapi.documents import OPENAPI
from tests.azure_data import required

PROJECT = Path(__file__).parents[2]
HONEST = """
from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm

def test_jobs():
    with Simulator(speed=0) as azure, Arm(azure) as arm:
        arm.names(f"{VAULT}/backupJobs")
"""
LYING = f"""
from dataclasses import replace
from local_stack.simulator.web.witness import WITNESSES
{HONEST}

def test_lies():
    witness = WITNESSES[0]
    WITNESSES.append(lambda call, answer: witness(call, replace(answer, body={{"value": [], "invented": 1}})))
    test_jobs()
    WITNESSES.pop()
"""
DYING = """
import os

def pytest_sessionfinish(session):
    if getattr(session.config, "workerinput", {}).get("workerid") == "gw0":
        os._exit(0)
"""
VAULT = (
    "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/backup"
    "/providers/Microsoft.RecoveryServices/vaults/nightly"
)


def session_of(workers: int, folder: Path, **files: str) -> tuple[int, list[str]]:
    """Run these tests in a session of so many workers; return its exit code, and what it tells of OpenAPI."""
    required(OPENAPI)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(f"VAULT = {VAULT!r}\n{text}")
    command = [sys.executable, "-m", "pytest", "-c", str(PROJECT / "pyproject.toml"), "-p", "fidelity.pytest_plugin"]
    run = subprocess.run(
        [*command, "-n", str(workers), str(folder)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    prefix = "openapi: "
    told = [line.removeprefix(prefix) for line in run.stdout.splitlines() if line.startswith(prefix)]
    assert told, run.stdout + run.stderr
    return run.returncode, told


def test_a_violation_that_one_worker_has_seen_fails_the_session(tmp_path: Path) -> None:
    """What both have seen is counted once where it is the same."""
    code, told = session_of(2, tmp_path, test_honest=HONEST, test_lying=LYING)
    assert code == 1
    assert told[0] == "GET backupJobs 200: body.invented: undocumented"
    assert told[1].startswith("4 requests and answers, 2 distinct, 0 of versions without a document, 1 violations ")


def test_a_worker_that_dies_fails_the_session(tmp_path: Path) -> None:
    """Though all tests have passed: what it saw is not known."""
    code, told = session_of(1, tmp_path, test_honest=HONEST, conftest=DYING)
    assert code == 1
    assert told[0].startswith("the testimony of gw0 is lost: ")
    assert told[1].startswith("0 requests and answers, ")
