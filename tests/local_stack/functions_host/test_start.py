"""What cannot be served ends the start, with the reason in one line and exit code 1."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from local_stack.azurite import Azurite
from local_stack.functions_host.process import HostProcess, HostStartError

HOST_JSON = '{"version": "2.0"}'
APP = "import azure.functions as func\napp = func.FunctionApp()\n"
TRIGGER = '@app.queue_trigger(arg_name="message", queue_name="q", connection="AzureWebJobsStorage")\n'
FUNCTION = "def step(message: func.QueueMessage) -> None: ...\n"

type Refusal = Callable[..., str]


@pytest.fixture
def refusal(tmp_path: Path, azurite: Azurite) -> Refusal:
    """Start a host for an app and return what it says when it refuses."""

    def start(app: str, host_json: str = HOST_JSON, **settings: str) -> str:
        (tmp_path / "function_app.py").write_text(app)
        (tmp_path / "host.json").write_text(host_json)
        with (tmp_path / "log").open("w") as log, pytest.raises(HostStartError, match="exit code 1 "):
            HostProcess(tmp_path, {"AzureWebJobsStorage": azurite.connection_string, **settings}, log=log)
        return (tmp_path / "log").read_text().rstrip("\n")

    return start


@pytest.mark.parametrize(
    ("app", "reason"),
    [
        pytest.param("import no_such_module", "No module named 'no_such_module'", id="missing module"),
        pytest.param("\n\n1 / 0", "ZeroDivisionError: division by zero (FOLDER/function_app.py:3)", id="exception"),
        pytest.param("raise SystemExit", "function_app.py called sys.exit(None)", id="sys.exit"),
        pytest.param("app = None", "Could not find top level function app instances", id="no app"),
        pytest.param(APP, "no functions in", id="no function"),
        pytest.param(
            APP + 2 * (TRIGGER + FUNCTION), "Function step does not have a unique function name", id="same name"
        ),
        pytest.param(
            APP + TRIGGER + "def step(other: func.QueueMessage) -> None: ...", "FunctionLoadError", id="parameter"
        ),
    ],
)
def test_an_app_that_cannot_be_indexed_is_refused(app: str, reason: str, refusal: Refusal, tmp_path: Path) -> None:
    """The reason is the worker's own: the same app would fail in Azure too."""
    said = refusal(app)
    assert reason.replace("FOLDER", str(tmp_path)) in said.splitlines()[-1]
    assert f"the app in {tmp_path} cannot start: " in said


TIMER = '@app.timer_trigger(arg_name="timer", schedule="{}")\ndef nightly(timer: func.TimerRequest) -> None: ...\n'
ROUTE = '@app.route("vms/{id:regex(x)}")\ndef look(req: func.HttpRequest) -> str: ...\n'


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        pytest.param(
            TIMER.format("%SCHEDULE%"),
            "the app setting SCHEDULE is missing, which the schedule of nightly names",
            id="missing setting",
        ),
        pytest.param(
            TIMER.format("0 0 25 * * *"),
            "nightly: the schedule '0 0 25 * * *' is malformed: the hour '25' is none of: *, 0 to 23, a-b, a/step, a,b",
            id="schedule",
        ),
        pytest.param(ROUTE, "look: the route segment '{id:regex(x)}' is not served here", id="route"),
    ],
)
def test_a_function_that_azure_would_put_in_error_is_refused(function: str, reason: str, refusal: Refusal) -> None:
    """In one line, which names the function."""
    assert reason in refusal(APP + function).splitlines()[-1]


def test_a_host_id_that_is_none_is_refused(refusal: Refusal) -> None:
    """The line names the app setting."""
    said = refusal(APP + TRIGGER + FUNCTION, AzureFunctionsWebHost__hostid="Not An Id")
    assert "the app setting AzureFunctionsWebHost__hostid: 'Not An Id' is no host id" in said


def test_a_port_that_is_taken_is_refused(tmp_path: Path, azurite: Azurite) -> None:
    """The line names it."""
    (tmp_path / "function_app.py").write_text(APP + TRIGGER + FUNCTION)
    (tmp_path / "host.json").write_text(HOST_JSON)
    settings = {"AzureWebJobsStorage": azurite.connection_string}
    with socket.create_server(("127.0.0.1", 0)) as taken, (tmp_path / "log").open("w") as log:
        port = taken.getsockname()[1]
        with pytest.raises(HostStartError):
            HostProcess(tmp_path, settings, port=port, log=log)
    assert f"cannot start: port {port}: " in (tmp_path / "log").read_text()


def test_a_bad_host_json_is_refused(refusal: Refusal) -> None:
    """Before the app is even imported; the line names the setting."""
    said = refusal(APP, '{"version": "2.0", "extensions": {"queues": {"batchSize": 33}}}')
    assert said.endswith("host.json: Expected `int` <= 32 - at `$.extensions.queues.batchSize`")


def test_a_connection_string_that_is_none_is_refused(refusal: Refusal) -> None:
    """The line names the app setting."""
    said = refusal(APP + TRIGGER + FUNCTION, AzureWebJobsStorage="nonsense")
    assert "the app setting AzureWebJobsStorage: " in said
