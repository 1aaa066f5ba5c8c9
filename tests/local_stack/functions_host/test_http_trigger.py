"""HTTP functions, through real requests: what reaches the function, what comes back, and who is let in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import SIGTERM

import pytest
import requests

from local_stack.functions_host.process import HostProcess
from tests.eventually import eventually
from tests.local_stack.functions_host.conftest import StartHost, WebApp
from tests.local_stack.functions_host.phone import Phone


@pytest.fixture
def host(web_app: WebApp) -> HostProcess:
    """A host of the app `web`."""
    return web_app.host


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """A client that ignores the environment's proxies."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_a_request_reaches_its_function_and_the_answer_comes_back(host: HostProcess, http: requests.Session) -> None:
    """Route parameters, query, headers and body; status, headers, cookies and body."""
    answer = http.post(
        f"{host.url}/api/echo/Ab%20c/7?q=1&q=2&empty=", data="grüezi".encode(), headers={"X-Greeting": "hi"}
    )
    assert answer.json() == {
        "method": "POST",
        "path": "/echo/Ab%20c/7?q=1&q=2&empty=",
        "params": {"name": "Ab c", "count": "7"},
        "query": {"q": "1,2", "empty": ""},
        "greeting": "hi",
        "body": "grüezi",
    }
    assert (answer.status_code, answer.headers["X-Reply"]) == (201, "hello")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Set-Cookie"] == "visited=yes; HttpOnly; Max-Age=60; Path=/; SameSite=Lax"


def test_the_ready_line_tells_method_and_route(host: HostProcess) -> None:
    """Also of those that have no method of their own."""
    assert host.ready == (
        "ready: echo <- GET|POST /api/echo/{name}/{count:int?}, plain <- GET /api/plain, phone <- any /api/phone, "
        "noticed <- Event Grid, in_the_cloud <- Event Grid"
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/API/Echo/x", 201),
        ("GET", "/api/echo/x/", 201),
        ("PUT", "/api/echo/x", 404),
        ("GET", "/api/echo/x/seven", 404),
        ("GET", "/api/echo", 404),
        ("GET", "/echo/x", 404),
        ("GET", "/", 404),
    ],
)
def test_a_path_finds_its_function(
    method: str, path: str, status: int, host: HostProcess, http: requests.Session
) -> None:
    """In any letter case; a wrong method is not found, as in Azure."""
    assert http.request(method, host.url + path).status_code == status


def test_a_function_takes_its_own_key_or_one_of_the_app(host: HostProcess, http: requests.Session) -> None:
    """In the query or the header; without one the answer is 401 and empty."""
    url, own, master = f"{host.url}/api/plain", host.keys.function("plain"), host.keys.master
    assert http.get(url, params={"code": own, "who": "me"}).text == "hello me"
    assert http.get(url, headers={"x-functions-key": own}).text == "hello you"
    assert http.get(url, params={"code": master}).status_code == 200
    for wrong in ("", "wrong", "gr\u00fcn", host.keys.event_grid, own[:-1], own.upper()):
        refused = http.get(url, params={"code": wrong})
        assert (refused.status_code, refused.content) == (401, b"")


def test_an_admin_function_takes_the_master_key_only(web_app: WebApp, http: requests.Session) -> None:
    """A key of its own is not enough."""
    host, phone = web_app.host, web_app.phone
    url = f"{host.url}/api/phone"
    assert http.get(url, params={"code": host.keys.function("plain")}).status_code == 401
    with ThreadPoolExecutor() as pool:
        request = pool.submit(http.delete, url, params={"code": host.keys.master})
        visit = phone.visit()
        assert visit.body == "DELETE"
        visit.answer("gone")
        assert request.result().text == "gone"


def test_an_exception_is_500_and_says_nothing(web_app: WebApp, http: requests.Session) -> None:
    """The log says it."""
    host, phone = web_app.host, web_app.phone
    with ThreadPoolExecutor() as pool:
        request = pool.submit(http.get, f"{host.url}/api/phone", params={"code": host.keys.master})
        phone.visit().fail("our secret")
        assert (request.result().status_code, request.result().content) == (500, b"")
    assert "phone failed: RuntimeError: our secret" in web_app.log.read_text()


def test_sigterm_lets_a_request_finish(start_host: StartHost, http: requests.Session, phone: Phone, log: Path) -> None:
    """But takes no more."""
    host = start_host("web")
    with ThreadPoolExecutor() as pool:
        request = pool.submit(http.get, f"{host.url}/api/phone", params={"code": host.keys.master})
        visit = phone.visit()
        host.signal(SIGTERM)
        eventually(lambda: "no more messages are taken" in log.read_text())
        visit.answer("in time")
        assert request.result().text == "in time"
    assert host.wait() == 0
    with pytest.raises(requests.ConnectionError):
        http.get(host.url)


def test_a_request_that_does_not_finish_is_left_behind(start_host: StartHost, phone: Phone) -> None:
    """After the drain the host ends all the same, and the caller's connection with it."""
    host = start_host("web", drain=0.2)
    with ThreadPoolExecutor() as pool:
        request = pool.submit(requests.get, f"{host.url}/api/phone", params={"code": host.keys.master}, timeout=10)
        phone.visit()
        assert host.stop() == 0
        with pytest.raises(requests.ConnectionError):
            request.result()


def test_the_prefix_of_routes_is_a_setting_of_host_json(start_host: StartHost, http: requests.Session) -> None:
    """Which may be empty."""
    host = start_host("web", settings={"AzureFunctionsJobHost__extensions__http__routePrefix": ""})
    assert http.get(f"{host.url}/echo/x").status_code == 201
