"""The simulator as a process."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.local_stack.simulator.arm import VAULT


@contextmanager
def running(*options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "local_stack.simulator", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_one_line_of_json(stop: signal.Signals) -> None:
    """With --json it says in one line where everything is, and ends cleanly when told."""
    with running("--json") as process:
        places = json.loads(first_line(process))
        header = {"X-IDENTITY-HEADER": places["identityHeader"]}
        query = {"resource": "https://management.azure.com"}
        token = requests.get(places["identityEndpoint"], params=query, headers=header, timeout=10).json()
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        where = f"{places['armTls']}{VAULT}?api-version=2026-10-01"
        assert requests.get(where, headers=bearer, verify=places["caFile"], timeout=10).status_code == 200
        assert {"arm", "tenantId", "clientId", "clientSecret"} <= places.keys()
        assert requests.get(f"{places['keyVaultUri']}/secrets", verify=places["caFile"], timeout=10).status_code == 401
        process.send_signal(stop)
        assert process.communicate(timeout=10) == ("", "")
        assert process.returncode == 0


def test_welcome() -> None:
    """Without, it tells a person the same, with lines to copy."""
    with running() as process:
        assert "Azure is simulated here" in first_line(process)
        process.send_signal(signal.SIGINT)
        assert process.stdout
        rest = process.stdout.read()
    assert "curl -s" in rest
    assert "az cloud register" in rest
    assert "ClientSecretCredential(" in rest


def test_errors() -> None:
    """With --errors it prints every error it gives by itself, the evidence first, and ends."""
    with running("--errors") as process:
        *lines, total = process.communicate(timeout=10)[0].splitlines()
    assert {line.split()[0] for line in lines} == {"recorded", "documented", "invented"}
    assert total.startswith(f"{len(lines)} errors: ")
    assert any("ResourceRequestsThrottled" in line for line in lines)


def test_clock_and_quotas() -> None:
    """The clock may stand, quotas be enforced, and everything fail."""
    with running("--json", "--stopped", "--quotas", "--transient", "1") as process:
        arm = json.loads(first_line(process))["arm"]
        assert requests.get(f"{arm}/_simulator/clock", timeout=10).json()["speed"] == 0
        assert requests.get(f"{arm}/_simulator/quotas", timeout=10).json()["enforced"] is True
        assert requests.get(f"{arm}/subscriptions", timeout=10).status_code >= 500


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        (["--transient", "2"], "must be 0 to 1"),
        (["--stopped", "--speed", "2"], "not allowed"),
        (["--speed", "fast"], "invalid speed value"),
        (["--speed", "inf"], "must be 0 or more"),
        (["--page-size", "0"], "must be 1 or more"),
        (["--state", "nowhere/state.json"], "no folder nowhere"),
    ],
)
def test_wrong_option(option: list[str], complaint: str) -> None:
    """What cannot be is refused in one line, after how it would be right."""
    with running(*option) as process:
        last = process.communicate(timeout=10)[1].splitlines()[-1]
    assert (process.returncode, "error: argument" in last, complaint in last) == (2, True, True)


def test_world_file(tmp_path: Path) -> None:
    """A file says what the world holds at the beginning."""
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"vaults": [{"id": VAULT.replace("nightly", "mine"), "location": "northeurope"}]}))
    with running("--json", "--world", str(world), "--state", str(tmp_path / "state.json")) as process:
        first_line(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert "vaults/mine" in (tmp_path / "state.json").read_text()


@pytest.mark.parametrize(
    ("world", "complaint"),
    [('{"vault": []}', "unknown field `vault`"), ("nonsense", "world.json: "), (None, "No such file")],
)
def test_wrong_world(tmp_path: Path, world: str | None, complaint: str) -> None:
    """A file that is no world is complained about in one line."""
    file = tmp_path / "world.json"
    if world is not None:
        file.write_text(world)
    with running("--world", str(file)) as process:
        complained = process.communicate(timeout=10)[1]
    assert (process.returncode, complaint in complained, "Traceback" in complained) == (2, True, False)


def test_wrong_state(tmp_path: Path) -> None:
    """A file that is no state is named."""
    file = tmp_path / "state.json"
    file.write_text("nonsense")
    with running("--state", str(file)) as process:
        complained = process.communicate(timeout=10)[1]
    assert (process.returncode, f"no state in {file}: " in complained) == (2, True)


def test_port_taken() -> None:
    """Two cannot have the same port."""
    with running("--json") as first:
        port = json.loads(first_line(first))["arm"].rpartition(":")[2]
        with running("--port", port) as second:
            complained = second.communicate(timeout=10)[1]
    assert (second.returncode, "in use" in complained, "Traceback" in complained) == (2, True, False)
