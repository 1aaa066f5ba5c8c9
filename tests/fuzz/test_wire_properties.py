"""What comes over a socket instead of HTTP, and instead of an answer."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from uuid import uuid4

import pytest
from azure.core.exceptions import HttpResponseError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.answers import Answer, Refused, Unavailable
from shared.arm import ArmClient
from shared.sdk_errors import remedied

OK = b"HTTP/1.1 200 OK\r\n"
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
LINES = st.sampled_from(
    [
        *(b"Content-Length: 2", b"Content-Length: -1", b"Content-Length: x", b"Content-Length: 99999999999999999999"),
        *(b"Transfer-Encoding: chunked", b"Content-Encoding: gzip", b"Content-Encoding: deflate, br, zstd"),
        *(b"Location: \xff\xfe", b"Location: http://[", b"Location: //evil.example/", b"Location: http://:x/"),
        *(b"Retry-After: \xb2", b"Retry-After: -1", b"Retry-After: 99999999999999999999", b"Retry-After: 1e3"),
        *(b"Azure-AsyncOperation: \xe9\x00", b"Set-Cookie: a=\xff; expires=never", b"X: " + b"x" * 70_000),
        *(b"X: y\r\n" * 200, b"no colon", b": no name", b"\x00: \x00", b"Connection: close"),
    ]
)
STATUSES = st.sampled_from(
    [b"200 OK", b"202", b"204 No", b"302 Found", b"304 -", b"401 No", b"404", b"429 Slow", b"503"]
)
BODIES = st.binary(max_size=50) | st.sampled_from(
    [b"{}", b"[" * 50_000, b"9" * 9_999, b'"\\ud800"', b"2\r\n{}\r\n0\r\n\r\n"]
)
ANSWERS = st.builds(
    lambda status, lines, body: b"HTTP/1.1 " + b"\r\n".join([status, *lines, b"", body]),
    STATUSES,
    st.lists(LINES, max_size=3),
    BODIES,
)


class Wire:
    """A server that says what it is told, whatever it is asked."""

    def __init__(self) -> None:
        self.says = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._serve, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Stop."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                self._answer(self._socket.accept()[0])

    def _answer(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            caller.recv(65_536)
            caller.sendall(self.says)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.close()


@settings(max_examples=300)
@given(says=st.binary(max_size=100) | ANSWERS)
@example(says=FOUND + b"Location: \xff\xfe\r\n\r\n")
@example(says=FOUND + b"Location: http://[\r\n\r\n")
@example(says=OK + b"Content-Encoding: gzip\r\n\r\nnot gzip")
@example(says=OK + b"\r\n" + b"9" * 5_000)
def test_whatever_comes_over_the_wire_is_an_answer_a_refusal_or_unavailability(wire: Wire, says: bytes) -> None:
    """Proxies, half-closed connections and bad days included."""
    wire.says = says
    client = ArmClient(wire.url, str, timeout=5)
    try:
        answer = client.post("/subscriptions/1", uuid4(), {})
    except (Refused, Unavailable):
        return
    assert answer.status in range(200, 300)


@pytest.mark.parametrize("status", range(300, 600))
def test_every_status_of_a_store_is_a_refusal_or_unavailability(status: int) -> None:
    """Also one that has no name: proxies have their own."""
    error = HttpResponseError("no")
    error.status_code = status
    with pytest.raises((Refused, Unavailable)), remedied("Blob Storage"):
        raise error


@given(st.text(max_size=30) | st.integers().map(str))
@example("9" * 5_000)
@example("²")
def test_retry_after_is_seconds_of_a_week_at_most_or_nothing(value: str) -> None:
    """Whatever else stands there is not obeyed."""
    seconds = Answer(429, {"retry-after": value}).retry_after
    assert seconds is None or 0 <= seconds <= 7 * 24 * 3600
