"""What is traced and measured, where it goes, and what it costs a step: nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

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
