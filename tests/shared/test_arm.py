from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from shared.answers import Refused, Unavailable
from shared.arm import LARGEST_ANSWER, ArmClient

REQUEST_ID = UUID("7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a")


@dataclass
class Script:
    """Answers in order what a test puts into it, byte by byte, and keeps the headers that came."""

    answers: list[bytes] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, status: str, body: bytes = b"", *headers: str, length: int | None = None) -> None:
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Length: {len(body) if length is None else length}",
            "Connection: close",
            *headers,
            "",
            "",
        ]
        self.answers.append("\r\n".join(lines).encode() + body)


@pytest.fixture
def script() -> Iterator[Script]:
    played = Script()

    class Handler(BaseHTTPRequestHandler):
        def play(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            played.seen.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
            self.wfile.write(played.answers.pop(0))
            self.close_connection = True

        do_GET = do_PUT = do_POST = play  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        played.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield played
        server.shutdown()
        thread.join()


@pytest.fixture
def arm(script: Script) -> ArmClient:
    return ArmClient(script.url, lambda: "t0ken")


def test_every_call_carries_the_token_and_the_request_id(arm: ArmClient, script: Script) -> None:
    """Azure keeps the id as the job's activityId."""
    script.answer("200 OK", b'{"a": 1}')
    assert arm.put("/subscriptions/x?api-version=1", REQUEST_ID, {}).body == {"a": 1}
    assert script.seen[0]["authorization"] == "Bearer t0ken"
    assert script.seen[0]["x-ms-client-request-id"] == str(REQUEST_ID)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://127.0.0.1:1/x",
        "{url}.evil.example/x",
        "{url}@evil.example/x",
        "http://user@127.0.0.1:{port}/x",
        "https://127.0.0.1:{port}/x",
        "//evil.example/x",
        "\\\\evil.example/x",
        "{url}",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_foreign_uri_is_refused_before_any_token_is_asked_for(script: Script, url: str) -> None:
    """Whoever can write to the queue must not be able to have a token sent elsewhere."""
    asked: list[str] = []

    def token() -> str:
        asked.append("token")
        return "t0ken"

    arm = ArmClient(script.url, token)
    port = script.url.rpartition(":")[2]
    with pytest.raises(Refused, match="ForeignUri"):
        arm.get(url.format(url=script.url, port=port), REQUEST_ID)
    assert (asked, script.seen) == ([], [])


def test_the_endpoint_itself_may_be_written_in_any_case(arm: ArmClient, script: Script) -> None:
    """Hosts have no case."""
    script.answer("204 No Content")
    assert arm.get(script.url.upper() + "/x", REQUEST_ID).status == 204


def test_a_redirect_is_not_followed(arm: ArmClient, script: Script) -> None:
    """It would carry the token away."""
    script.answer("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/")
    with pytest.raises(Refused, match="Http307"):
        arm.get("/x", REQUEST_ID)
    assert len(script.seen) == 1


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        ("408 Timeout", b"", "408"),
        ("429 Too Many", b'{"error": {"code": "ResourceRequestsThrottled", "message": "m"}}', "Throttled"),
        ("500 Oops", b"<html>", "Http500"),
        ("503 Oops", b"", "Http503"),
        ("409 Conflict", b'{"error": {"code": "BMSUserErrorObjectLocked", "message": "m"}}', "ObjectLocked"),
        ("200 OK", b'{"cut off', "not JSON"),
        ("200 OK", b"<html>", "not JSON"),
    ],
)
def test_what_may_work_later_is_unavailable(
    arm: ArmClient, script: Script, status: str, body: bytes, reason: str
) -> None:
    """The same message is tried again."""
    script.answer(status, body, "Retry-After: 324")
    with pytest.raises(Unavailable, match=reason):
        arm.get("/x", REQUEST_ID)


def test_retry_after_is_kept(arm: ArmClient, script: Script) -> None:
    """Recorded in throttling_429.json: 324 seconds."""
    script.answer("429 Too Many", b"", "Retry-After: 324")
    with pytest.raises(Unavailable) as later:
        arm.get("/x", REQUEST_ID)
    assert later.value.retry_after == 324


def test_an_answer_cut_off_or_absent_is_unavailable(arm: ArmClient, script: Script) -> None:
    """So is a server that is gone; and no signed URL is quoted."""
    script.answer("200 OK", b"{}", length=100)
    script.answers.append(b"")
    for url in ("/x?s=secret", "/x?s=secret"):
        with pytest.raises(Unavailable, match="no answer from Azure Resource Manager") as later:
            arm.get(url, REQUEST_ID)
        assert "secret" not in str(later.value)


def test_an_answer_without_end_is_given_up(arm: ArmClient, script: Script) -> None:
    """Memory is bounded."""
    script.answer("200 OK", b'"' + b"x" * (LARGEST_ANSWER + 1))
    with pytest.raises(Unavailable, match="larger than"):
        arm.get("/x", REQUEST_ID)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "text"}', b'{"error": {"code": 7}}'])
def test_a_refusal_may_have_any_body(arm: ArmClient, script: Script, body: bytes) -> None:
    """Gateways in between answer anything."""
    script.answer("400 Bad", body)
    with pytest.raises(Refused, match="Http400: no reason given"):
        arm.post("/x", REQUEST_ID)


def test_a_refusal_brings_azures_code_and_message(arm: ArmClient, script: Script) -> None:
    """They go into the event."""
    script.answer("404 Not Found", b'{"error": {"code": "ResourceNotFound", "message": "Gone.", "target": null}}')
    with pytest.raises(Refused) as refused:
        arm.get("/x", REQUEST_ID)
    assert (refused.value.code, refused.value.message, refused.value.status) == ("ResourceNotFound", "Gone.", 404)


def test_all_pages_of_a_list_are_read(arm: ArmClient, script: Script) -> None:
    """Azure's nextLink is followed verbatim."""
    script.answer("200 OK", f'{{"value": [1, 2], "nextLink": "{script.url}/list?%24skipToken=a%2Bb"}}'.encode())
    script.answer("200 OK", b'{"value": [3]}')
    assert list(arm.entries("/list", REQUEST_ID)) == [1, 2, 3]
    assert script.seen[1]["path"] == "/list?%24skipToken=a%2Bb"


def test_a_next_link_to_elsewhere_is_refused(arm: ArmClient, script: Script) -> None:
    """It is an URI to follow like any other."""
    script.answer("200 OK", b'{"value": [], "nextLink": "https://evil.example/"}')
    with pytest.raises(Refused, match="ForeignUri"):
        list(arm.entries("/list", REQUEST_ID))


def test_a_list_of_another_shape_is_unavailable(arm: ArmClient, script: Script) -> None:
    """Nothing is concluded from it."""
    script.answer("200 OK", b'{"values": []}')
    with pytest.raises(Unavailable, match="not as documented"):
        list(arm.entries("/list", REQUEST_ID))


def test_a_netrc_file_does_not_replace_the_token(
    arm: ArmClient, script: Script, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Requests would read one by itself."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b")
    monkeypatch.setenv("NETRC", str(netrc))
    script.answer("204 No Content")
    arm.get("/x", REQUEST_ID)
    assert script.seen[0]["authorization"] == "Bearer t0ken"
