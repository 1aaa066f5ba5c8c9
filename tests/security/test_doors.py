"""Who has no key, or another door's, is turned away, and is told nothing."""

from collections.abc import Iterator
from importlib import import_module
from urllib.parse import quote

import azure.functions as func
import pytest
import requests

from local_stack.functions_host.process import HostProcess
from local_stack.functions_host.web.access import HEADER
from tests.operator_ import operating
from tests.test_architecture import OPERATIONS

DOORS = {
    "the report": "GET /api/report",
    "the report as a page": "GET /api/report?format=html",
    "the dashboard": "GET /api/dashboard",
    "the dashboard's form": "POST /api/dashboard?format=html",
    "the door of Event Grid": "POST /runtime/webhooks/EventGrid?functionName=vm_written",
    "the validation of Event Grid": "OPTIONS /runtime/webhooks/EventGrid?functionName=vm_written",
    "the host's status": "GET /admin/host/status",
    "the host's keys": "GET /admin/host/keys",
    "a system key": "GET /admin/host/systemkeys/eventgrid_extension",
    "a function's keys": "GET /admin/functions/report/keys",
    "a run on demand": "POST /admin/functions/nightly_backup",
    "a request on demand": "POST /admin/functions/trigger_backup",
}
WRONG_KEYS = ["", "wrong", "null", "undefined", "%00", "*", "' or 1=1 --", "a" * 4_000]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """A host that serves the app."""
    with operating(tmp_path_factory.mktemp("doors")) as operator:
        yield operator.stack.hosts[0]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("key", WRONG_KEYS, ids=lambda key: key[:12] or "none")
def test_a_door_is_locked_for_who_has_no_key(host: HostProcess, door: str, key: str) -> None:
    """401, in the header and in the address, and nothing is told."""
    method, path = DOORS[door].split(" ")
    url = f"{host.url}{path}"
    for headers, more in (({HEADER: quote(key)}, {}), ({}, {"code": key})):
        answer = requests.request(method, url, headers=headers, params=more, data=b"{}", timeout=10)
        assert (answer.status_code, answer.content) == (401, b"")


def test_one_functions_key_opens_no_other_door(host: HostProcess) -> None:
    """Least of all those of the host."""
    for key in (host.keys.function("report"), host.keys.event_grid):
        for path in ("/admin/host/status", "/admin/host/keys", "/admin/functions/report/keys"):
            assert requests.get(f"{host.url}{path}", headers={HEADER: key}, timeout=10).status_code == 401
    url = f"{host.url}/runtime/webhooks/EventGrid?functionName=vm_written"
    headers = {HEADER: host.keys.function("report"), "aeg-event-type": "Notification"}
    assert requests.post(url, data=b"[]", headers=headers, timeout=10).status_code == 401
    assert requests.get(f"{host.url}/api/report", headers={HEADER: host.keys.event_grid}, timeout=10).status_code == 401


def test_every_function_that_answers_http_asks_for_a_key() -> None:
    """A new one is noticed, whatever it serves."""
    app = func.FunctionApp()
    for operation in OPERATIONS:
        app.register_functions(import_module(f"{operation}.trigger").blueprint)
    triggers = [function.get_trigger() for function in app.get_functions()]
    levels = {
        trigger.get_dict_repr()["authLevel"]
        for trigger in triggers
        if trigger and trigger.get_binding_name() == "httpTrigger"
    }
    assert levels == {func.AuthLevel.FUNCTION}


@pytest.mark.parametrize("page", ["report", "dashboard"])
def test_a_page_tells_no_other_site_its_address(host: HostProcess, page: str) -> None:
    """It may hold the key; and nothing of it is kept."""
    query = {"format": "html", "code": host.keys.function(page)}
    answer = requests.get(f"{host.url}/api/{page}", params=query, timeout=60)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert query["code"] not in answer.text
