"""What is traced and measured, where it goes, and what it costs a step: nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from docs.contracts.examples import BACK_UP, EVENTS
from docs.trace import Span, spans
from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared import recovery_services as rs
from shared.connections import Connections
from shared.events import MessagePoisoned, OperationFailed
from shared.settings import Settings, SettingsError
from shared.trace_exports import exports
from shared.tracing import Tracing
from tests.running import VAULT, App
from tests.tell_event.receivers import receiving

ROOT = Path(__file__).parents[2]
OTHER = UUID("1fd35440-a081-44e5-9d63-a47aa06ddb0c")
SENDERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@contextmanager
def tracing_to(where: str, **environ: str) -> Iterator[Tracing]:
    tracing = Tracing(exports(where, environ, lambda: pytest.fail("nobody signs in")), "test")
    yield tracing
    tracing.close()


def back_up(tracing: Tracing) -> None:
    """Take a step that sends an event."""
    with tracing.step("TriggerBackup", BACK_UP), tracing.sending(EVENTS[0]):
        pass


def written(file: Path) -> list[Span]:
    return list(spans(file.read_text().splitlines()))


def test_of_an_error_only_its_type_is_kept(tmp_path: Path) -> None:
    """Its text may quote what is secret."""
    with (
        tracing_to(f"file:{tmp_path / 't'}") as tracing,
        pytest.raises(RuntimeError),
        tracing.step("TriggerBackup", BACK_UP),
        tracing.call("GET", "https://arm.example/subscriptions/s1/resourceGroups/g?api-version=1&s=s3cret"),
    ):
        raise RuntimeError("s3cret")
    call, step = written(tmp_path / "t")
    assert call.attributes["error.type"] == step.attributes["error.type"] == "RuntimeError"
    assert call.attributes["url.template"] == "/subscriptions/{}/resourceGroups/{}"
    assert call.parent == step.id
    assert "s3cret" not in (tmp_path / "t").read_text()


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Return a file with two traces: one of a request, and one of the sender of another."""
    with tracing_to(f"file:{tmp_path / 't'}") as tracing:
        back_up(tracing)
        with tracing.step("TriggerBackup", msgspec.structs.replace(BACK_UP, request_id=OTHER, traceparent=SENDERS)):
            pass
    return tmp_path / "t"


def asked(*arguments: str) -> tuple[int, list[str], str]:
    """Run `python -m docs.trace`; return its code, which traces it shows, and what it says of errors."""
    command = [sys.executable, "-m", "docs.trace", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.returncode, [line[6:14] for line in run.stdout.splitlines() if line.startswith("trace ")], run.stderr


def test_traces_are_found_by_their_id_or_by_that_of_a_request(two: Path) -> None:
    """By its beginning, with hyphens or without."""
    own, senders = BACK_UP.request_id.hex[:8], SENDERS[3:11]
    assert asked(str(two)) == (0, [own, senders], "")
    assert asked(str(two), str(BACK_UP.request_id)) == (0, [own], "")
    for wanted in (senders, str(OTHER), OTHER.hex, str(OTHER)[:11]):
        assert asked(str(two), wanted) == (0, [senders], "")


def test_a_trace_that_is_not_there_is_said(two: Path) -> None:
    """With those that are."""
    there = f"{BACK_UP.request_id.hex[:8]}, {SENDERS[3:11]}"
    assert asked(str(two), "nobody") == (1, [], f"no such trace; there are {there}\n")


def test_without_a_file_the_usage_is_said() -> None:
    """As of every command."""
    code, shown, said = asked()
    assert (code, shown, said.startswith("usage: python -m docs.trace")) == (2, [], True)


def test_whoever_reads_traces_may_leave(two: Path) -> None:
    """Nothing is said of it."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing) as gone:
        command = [sys.executable, "-m", "docs.trace", str(two)]
        run = subprocess.run(command, cwd=ROOT, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (0, b"")


def test_what_is_measured(tmp_path: Path) -> None:
    """Ends, how long they took, lag, throttling, poison."""
    ends = [event for event in EVENTS if isinstance(event, OperationFailed | MessagePoisoned)]
    with tracing_to(f"file:{tmp_path / 't'}") as tracing, tracing.step("TriggerBackup", BACK_UP):
        for message in (*ends, next(event for event in EVENTS if type(event).__name__ == "BackupCompleted")):
            with tracing.sending(message):
                pass
        with tracing.call("GET", "https://arm.example/") as call:
            call.answered(429, None)
    said = json.loads((tmp_path / "t").read_text().splitlines()[-1])
    (scope,) = said["resource_metrics"][0]["scope_metrics"]
    points = {metric["name"]: metric["data"]["data_points"] for metric in scope["metrics"]}
    assert set(points) == {
        "backup.requests",
        "backup.request.duration",
        "backup.event.lag",
        "backup.throttled",
        "backup.poisoned",
    }
    outcomes = {point["attributes"]["outcome"] for point in points["backup.requests"]}
    assert outcomes == {"OperationFailed", "BackupCompleted"}


def test_calls_of_a_step_are_measured_and_others_are_not(app: App, azure: Simulator, tmp_path: Path) -> None:
    """A command's own, say."""
    settings = {"AzureWebJobsStorage": "x", "ARM_ENDPOINT": azure.url, "TRACES": f"file:{tmp_path / 't'}"}
    connections = Connections(settings)
    app.connections.arm.get(rs.vault(VAULT), uuid4())
    connections.arm.get(rs.vault(VAULT), uuid4())
    with connections.tracing.step("Look"):
        connections.arm.get(rs.vault(VAULT), uuid4())
    call, step = written(tmp_path / "t")
    assert (call.name, step.name) == ("GET vaults/{}", "Look")
    assert call.attributes["http.response.status_code"] == 200


def test_while_nobody_traces_nothing_of_opentelemetry_is_imported(azurite: Azurite) -> None:
    """A cold start is as it was."""
    code = (
        "import sys\n"
        "import function_app\n"
        "from poll_operation.poll import poll\n"
        "from shared.connections import connections\n"
        "from docs.contracts.examples import EVENTS\n"
        "with connections().tracing.step('x'): connections().send(EVENTS[:1])\n"
        "connections().arm\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'azure.monitor', 'tell_event.t'))])"
    )
    settings = {"AzureWebJobsStorage": azurite.connection_string, "PATH": "", "REQUESTS_TABLE": "off"}
    run = subprocess.run([sys.executable, "-c", code], env=settings, cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.decode().strip() == "['tell_event.trigger']"


def test_few_modules_know_opentelemetry() -> None:
    """Whatever else would import it would have every start pay."""
    knows = {path.name for path in ROOT.glob("shared/*.py") if "from opentelemetry" in path.read_text()}
    assert knows == {
        "tracing.py",
        "trace_ids.py",
        "trace_exports.py",
        "application_insights.py",
        "meters.py",
        "trace_file.py",
    }
    others = {
        path
        for path in ROOT.glob("*/*.py")
        if "opentelemetry" in path.read_text() and path.parent.name not in {"shared", "tests"}
    }
    assert not others


@pytest.mark.parametrize("wrong", ["on", "file:", "otlp:ftp://x", "otlp:", "azure"])
def test_a_wrong_setting_is_named(wrong: str) -> None:
    """Application Insights must have an address."""
    with pytest.raises(SettingsError, match="setting TRACES must be off, terminal, file"):
        Settings.read({"AzureWebJobsStorage": "x", "TRACES": wrong})


def test_a_place_that_does_not_take_it_fails_no_step(tmp_path: Path) -> None:
    """A collector that refuses, a folder that is not there."""
    with receiving(lambda _: 400) as receiver:
        for where in (f"otlp:{receiver.origin}", f"file:{tmp_path / 'nowhere' / 't'}"):
            with tracing_to(where) as tracing, tracing.step("TriggerBackup", BACK_UP):
                pass
        assert receiver.heard


def test_a_collector_is_told() -> None:
    """Of spans and of metrics."""
    with receiving(lambda _: 200) as receiver:
        with tracing_to(f"otlp:{receiver.origin}") as tracing:
            back_up(tracing)
        assert {"/v1/traces", "/v1/metrics"} == {call.path for call in receiver.heard}


def test_application_insights_is_told() -> None:
    """Of spans and of metrics; and nobody else is told that it was."""
    taken = b'{"itemsReceived": 3, "itemsAccepted": 3, "errors": []}'
    with receiving(lambda _: 200, taken) as receiver:
        address = f"InstrumentationKey={uuid4()};IngestionEndpoint={receiver.origin}/"
        with tracing_to("azure", APPLICATIONINSIGHTS_CONNECTION_STRING=address) as tracing:
            back_up(tracing)
        told = b"".join(call.body for call in receiver.heard)
    assert all(call.path.endswith("/v2.1/track") for call in receiver.heard)
    assert b'"TriggerBackup"' in told
    assert b'"backup.requests"' in told


def test_a_terminal_is_told_in_a_line_for_each_span(capsys: pytest.CaptureFixture[str]) -> None:
    """Its trace, how long it took, its name."""
    with tracing_to("terminal") as tracing:
        back_up(tracing)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[-1] for line in lines][-1] == "TriggerBackup"
    assert all(line.startswith(BACK_UP.request_id.hex) for line in lines)
