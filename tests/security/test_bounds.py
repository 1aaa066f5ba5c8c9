"""No answer takes the app's memory or time: size, packed size, pages, and bytes that come one by one."""

import gzip
import json
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from uuid import uuid4

import pytest

from shared.answers import Refused, Unavailable
from shared.arm import LARGEST_ANSWER, MOST_PAGES, ArmClient
from tests.security.listener import Listener, respond

ZEROS = 2**28
MEMORY = 8 * LARGEST_ANSWER


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """Return a quarter of a gibibyte of zeros, packed: a megabyte."""
    packer, zeros = zlib.compressobj(level=1, wbits=31), bytes(2**20)
    return b"".join(packer.compress(zeros) for _ in range(ZEROS // len(zeros))) + packer.flush()


def asked(host: Listener) -> None:
    ArmClient(host.url, lambda: "t0ken", timeout=2).get("/x", uuid4())


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_bomb_does_not_go_off(listening: Callable[..., Listener], bomb: bytes, layers: int) -> None:
    """A quarter of a gibibyte in a megabyte, packed once more and again: given up, within a part of the memory."""
    for _ in range(layers - 1):
        bomb = gzip.compress(bomb)
    host = listening(respond("200 OK", bomb, f"Content-Encoding: {', '.join(['gzip'] * layers)}"))
    tracemalloc.start()
    with pytest.raises(Unavailable, match="larger than"):
        asked(host)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY


def test_a_body_without_end_is_given_up(listening: Callable[..., Listener]) -> None:
    """Without a length, too."""

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(2 * LARGEST_ANSWER // 65536):
            connection.sendall(b" " * 65536)

    with pytest.raises(Unavailable, match="larger than"):
        asked(listening(endless))


@pytest.mark.parametrize("length", [-1, 10**30], ids=["negative", "beyond measure"])
def test_a_length_that_lies_is_not_believed(listening: Callable[..., Listener], length: int) -> None:
    """What is not there is not waited for, nor is room made for it."""
    host = listening(f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{{}}".encode())
    tracemalloc.start()
    with suppress(Unavailable):
        asked(host)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY


HEADERS = {
    "one of a megabyte": b"x: " + b"a" * 2**20,
    "ten thousand": b"\r\n".join(b"x%d: 1" % number for number in range(10_000)),
    "none, and no end": b"a" * 2**20,
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers_are_bounded(listening: Callable[..., Listener], case: str) -> None:
    """It is no answer."""
    with pytest.raises(Unavailable, match="no answer"):
        asked(listening(b"HTTP/1.1 200 OK\r\n" + HEADERS[case] + b"\r\nContent-Length: 0\r\n\r\n"))


def test_silence_is_given_up(listening: Callable[..., Listener]) -> None:
    """After the time-out of the settings."""

    def silent(connection: socket.socket) -> None:
        connection.recv(1)  # until the other side gives up

    begun = monotonic()
    with pytest.raises(Unavailable, match="no answer"):
        asked(listening(silent))
    assert monotonic() - begun < 10


def test_a_body_that_drips_is_given_up(listening: Callable[..., Listener]) -> None:
    """Each byte comes in time, the whole never would: the time-out is for all of it."""

    def dripping(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        connection.settimeout(0.5)
        for _ in range(40):
            connection.sendall(b" ")
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    begun = monotonic()
    with pytest.raises(Unavailable):
        asked(listening(dripping))
    assert monotonic() - begun < 8


def test_a_list_that_leads_to_itself_ends(listening: Callable[..., Listener]) -> None:
    """After a thousand pages."""
    page = b""
    endless = listening(lambda connection: connection.sendall(respond("200 OK", page)))
    page = json.dumps({"value": [], "nextLink": f"{endless.url}/x"}).encode()
    with pytest.raises(Refused, match="EndlessList"):
        list(ArmClient(endless.url, lambda: "t0ken").entries("/x", uuid4()))
    assert len(endless.heard) <= MOST_PAGES


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"value": ' + b"9" * 100_000 + b"}",
        b'{"value": 1e999999999}',
        b'{"value": "\\ud800"}',
        b"\xff\xfe",
        b'{"value": NaN}',
        b"\0" * 1000,
    ],
    ids=["deep arrays", "deep objects", "long number", "long exponent", "half a character", "no UTF-8", "NaN", "NULs"],
)
def test_an_answer_of_any_form_is_unavailable_or_read(listening: Callable[..., Listener], body: bytes) -> None:
    """Nothing else is raised."""
    host = listening(respond("200 OK", body))
    with pytest.raises(Unavailable):
        list(ArmClient(host.url, lambda: "t0ken").entries("/x", uuid4()))
