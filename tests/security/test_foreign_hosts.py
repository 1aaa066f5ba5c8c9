"""The token goes to the configured Azure Resource Manager, and nowhere else: each row of a table is one way to try."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from local_stack.simulator import Simulator
from shared.answers import Refused, Unavailable
from shared.arm import ArmClient
from shared.events import OperationFailed
from shared.messages import Message
from shared.tracker import OperationTracker, Stage
from tests.running import App
from tests.security.listener import Listener, respond

AZURE = "https://management.azure.com"
FOREIGN = {
    "another host": "https://evil.example/x",
    "a host that begins alike": f"{AZURE}.evil.example/x",
    "a host that ends alike": "https://evil-management.azure.com/x",
    "a user before the host": f"{AZURE}@evil.example/x",
    "a user and a password": "https://management.azure.com:x@evil.example/x",
    "a user on the right host": "https://user@management.azure.com/x",
    "an encoded @": f"{AZURE}%40evil.example/x",
    "another scheme": "http://management.azure.com/x",
    "a file": "file:///etc/passwd",
    "a gopher": "gopher://management.azure.com/x",
    "javascript": "javascript:alert(1)",
    "data": "data:text/plain,x",
    "no scheme": "//evil.example/x",
    "no scheme, three slashes": "///evil.example/x",
    "one slash after the scheme": "https:/management.azure.com/x",
    "a backslash for the host": "https:\\\\evil.example/x",
    "a backslash behind the host": f"{AZURE}\\@evil.example/x",
    "two backslashes": "\\\\evil.example\\x",
    "another port": f"{AZURE}:8443/x",
    "the usual port, written": f"{AZURE}:443/x",
    "a dot behind the host": f"{AZURE}./x",
    "a look-alike, Cyrillic": "https://m\N{CYRILLIC SMALL LETTER A}nagement.azure.com/x",
    "a look-alike, full width": "https://management\N{IDEOGRAPHIC FULL STOP}azure\N{IDEOGRAPHIC FULL STOP}com/x",
    "a look-alike slash": f"{AZURE}\N{FULLWIDTH SOLIDUS}evil.example/x",
    "a long s": "http\N{LATIN SMALL LETTER LONG S}://management.azure.com/x",
    "a space before": f" {AZURE}/x",
    "a newline before": f"\n{AZURE}/x",
    "a newline behind the host": f"{AZURE}\n.evil.example/x",
    "a return behind the host": f"{AZURE}\r\nHost: evil.example\r\n/x",
    "a NUL behind the host": f"{AZURE}\0.evil.example/x",
    "a tab in the scheme": "ht\ttps://management.azure.com/x",
    "a question for the path": f"{AZURE}?@evil.example/x",
    "a fragment for the path": f"{AZURE}#@evil.example/x",
    "an address as a number": "https://2130706433/x",
    "an address of the metadata service": "http://169.254.169.254/metadata/identity/oauth2/token",
    "an address in brackets": "https://[::1]/x",
    "nothing": "",
    "a path without a slash": "subscriptions/1",
}
ODD_PATHS = [
    "/\\evil.example",
    "/@evil.example",
    "/..//evil.example/x",
    "/%2f%2fevil.example",
    "/x\r\nHost: evil",
    "/\N{LATIN SMALL LETTER LONG S}\0",
]
REDIRECTS = ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]


def failed(following: list[Message]) -> OperationFailed:
    (event,) = following
    assert isinstance(event, OperationFailed)
    return event


@pytest.mark.parametrize("case", FOREIGN)
def test_a_foreign_uri_is_refused_before_a_token_is_asked_for(case: str) -> None:
    """Nothing is resolved, connected to, or signed in for."""
    arm = ArmClient(AZURE, lambda: pytest.fail("a token was asked for"))
    for ask in (arm.get, arm.post):
        with pytest.raises(Refused, match="ForeignUri"):
            ask(FOREIGN[case], uuid4())


@pytest.mark.parametrize("path", ODD_PATHS, ids=ascii)
def test_an_odd_path_stays_on_the_host(listening: Callable[..., Listener], path: str) -> None:
    """One request to the host that was meant, with one Host header, whatever the path looks like."""
    host = listening(respond("204 No Content"))
    ArmClient(host.url, lambda: "t0ken").get(host.url + path, uuid4())
    (request,) = host.heard
    assert request.lower().count(b"\r\nhost:") == 1
    assert f"\r\nHost: 127.0.0.1:{host.port}\r\n".encode() in request


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirect_is_not_followed(listening: Callable[..., Listener], foreign: Listener, status: str) -> None:
    """Neither the token nor anything else reaches the other host."""
    host = listening(respond(status, b"", f"Location: {foreign.url}/x"))
    for ask in ("get", "post"):
        with pytest.raises(Refused, match=f"Http{status[:3]}"):
            getattr(ArmClient(host.url, lambda: "t0ken"), ask)("/x", uuid4())
    assert foreign.heard == []


@pytest.mark.parametrize("header", ["Location", "Azure-AsyncOperation"])
def test_a_tracking_uri_of_another_host_ends_the_request(
    app: App, azure: Simulator, foreign: Listener, header: str
) -> None:
    """Even if Azure itself should name it."""
    azure.fault(on="PUT */protectedItems/*", answer={"status": 202, "headers": {header: f"{foreign.url}/x"}})
    assert failed(list(app.run(app.protect()))).error.code == "ForeignUri"
    assert foreign.heard == []


def test_a_later_tracking_uri_of_another_host_ends_the_request(app: App, azure: Simulator, foreign: Listener) -> None:
    """The newest is taken, and looked at as the first."""
    (tracker,) = app.step(app.protect())
    moved = {"status": 202, "headers": {"Location": f"{foreign.url}/x"}}
    azure.fault(on="GET */operationsStatus/*", answer=moved)
    assert failed(list(app.run(tracker))).error.code == "ForeignUri"
    assert foreign.heard == []


def test_a_next_page_of_another_host_ends_the_request(app: App, azure: Simulator, foreign: Listener) -> None:
    """A list is followed on one host."""
    page = {"value": [], "nextLink": f"{foreign.url}/x"}
    azure.fault(on="GET */recoveryPoints", answer={"status": 200, "body": page})
    assert failed(list(app.run(app.restore_vm()))).error.code == "ForeignUri"
    assert foreign.heard == []


@pytest.mark.parametrize("stage", [Stage.PROTECTING, Stage.STARTING_BACKUP, Stage.BACKING_UP, Stage.PREPARING_MOUNT])
def test_a_forged_tracker_sends_no_token_elsewhere(app: App, foreign: Listener, stage: Stage) -> None:
    """Who can write to the queue `operations` can claim a success, and have no token."""
    now = app.connections.now()
    tracker = OperationTracker(
        request=app.back_up(),
        stage=stage,
        tracking_uri=f"{foreign.url}/x",
        started=now,
        deadline=now + timedelta(hours=1),
    )
    assert failed(list(app.run(tracker))).error.code == "ForeignUri"
    assert foreign.heard == []


def test_a_proxy_of_the_environment_does_not_see_the_token_in_clear(
    foreign: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that the operator sets is asked for a tunnel: what goes through it is encrypted."""
    monkeypatch.setenv("HTTPS_PROXY", foreign.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(Unavailable):
        ArmClient("https://management.azure.com", lambda: "t0ken").get("/x", uuid4())
    assert foreign.heard
    assert all(request.startswith(b"CONNECT management.azure.com:443") for request in foreign.heard)
    assert b"t0ken" not in b"".join(foreign.heard)


def test_what_a_failure_tells_does_not_repeat_the_foreign_uri(app: App, foreign: Listener) -> None:
    """It may be long, and signed."""
    now = app.connections.now()
    tracker = OperationTracker(
        request=app.back_up(),
        stage=Stage.BACKING_UP,
        tracking_uri=f"{foreign.url}/s3cret",
        started=now,
        deadline=now + timedelta(hours=1),
    )
    (event,) = app.run(tracker)
    assert b"s3cret" not in msgspec.json.encode(event)
