"""The admin API, and the keys that open it."""

import json

import pytest
import requests
from azure.storage.blob import BlobServiceClient

from local_stack.azurite import Azurite
from local_stack.functions_host.process import HostProcess
from tests.local_stack.functions_host.conftest import StartHost, WebApp
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import Queues


def get(host: HostProcess, path: str, code: str) -> requests.Response:
    return requests.get(f"{host.url}/admin/{path}", params={"code": code}, timeout=10)


def test_the_host_tells_its_status(web_app: WebApp) -> None:
    """To whom has the master key."""
    host = web_app.host
    status = get(host, "host/status", host.keys.master).json()
    assert (status["state"], status["id"][:4]) == ("Running", "web-")
    for code in ("", "wrong", host.keys.event_grid, host.keys.function("plain")):
        assert get(host, "host/status", code).status_code == 401


def test_all_hosts_of_an_app_have_the_same_keys(start_host: StartHost, azurite: Azurite, queues: Queues) -> None:
    """They lie in storage in Azure's form, made by the first host."""
    first, second = start_host("web"), start_host("web")
    master = first.keys.master
    assert get(second, "host/status", master).status_code == 200
    with BlobServiceClient.from_connection_string(azurite.connection_string) as account:
        container = account.get_container_client("azure-webjobs-secrets")
        stored = json.loads(container.download_blob(f"{queues.name}/host.json").readall())
        function = json.loads(container.download_blob(f"{queues.name}/plain.json").readall())
    assert stored["masterKey"] == {"name": "master", "value": master, "encrypted": False}
    assert [key["name"] for key in stored["functionKeys"]] == ["default"]
    assert stored["systemKeys"] == [{"name": "eventgrid_extension", "value": first.keys.event_grid, "encrypted": False}]
    assert function == {"keys": [{"name": "default", "value": second.keys.function("plain"), "encrypted": False}]}


def test_the_master_key_shows_the_others(web_app: WebApp) -> None:
    """As Azure's own tools ask for them; none reaches the log."""
    host = web_app.host
    master = host.keys.master
    system = get(host, "host/systemkeys/eventgrid_extension", master).json()
    assert system == {"name": "eventgrid_extension", "value": host.keys.event_grid}
    own = get(host, "functions/Plain/keys", master).json()
    assert own == {"keys": [{"name": "default", "value": host.keys.function("plain")}]}
    shared = get(host, "host/keys", master).json()["keys"][0]["value"]
    assert requests.get(f"{host.url}/api/plain", params={"code": shared}, timeout=10).status_code == 200
    assert get(host, "host/systemkeys/other", master).status_code == 404
    assert get(host, "functions/other/keys", master).status_code == 404
    for key in (master, system["value"], own["keys"][0]["value"], shared):
        assert key not in web_app.log.read_text()


def test_a_queue_function_runs_on_demand_for_a_text(start_host: StartHost, phone: Phone, queues: Queues) -> None:
    """There is no message then, so it was taken no times; SIGTERM lets it finish, and its output is sent."""
    host = start_host()
    host.run_now("Phone", "do it")
    call = phone.ring()
    assert (call.body, call.dequeue_count) == ("do it", 0)
    call.answer("done")
    assert host.stop() == 0
    assert queues.visible("-answers") == [b"done"]


def test_an_event_grid_function_runs_on_demand_for_an_event(web_app: WebApp) -> None:
    """Its text is the event."""
    web_app.host.run_now("noticed", '{"id": "1", "eventType": "test"}')
    visit = web_app.phone.visit()
    assert visit.body == "test 1"
    visit.answer("")


@pytest.mark.parametrize(
    ("name", "body", "status"), [("phone", "{}", 400), ("plain", "no json", 400), ("other", "{}", 404)]
)
def test_what_cannot_run_on_demand_is_refused(name: str, body: str, status: int, web_app: WebApp) -> None:
    """An HTTP function has an address of its own."""
    host = web_app.host
    headers = {"x-functions-key": host.keys.master}
    answer = requests.post(f"{host.url}/admin/functions/{name}", data=body, headers=headers, timeout=10)
    assert answer.status_code == status
