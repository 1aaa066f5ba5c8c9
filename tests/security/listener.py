"""A real socket on 127.0.0.1 that keeps what it gets, and answers byte for byte what it is told."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

type Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Listener:
    """Where it listens, and the requests that came."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def answering(*answers: Answer) -> Iterator[Listener]:
    """Answer in order, and with the last answer for ever; an answer may be a function that plays with the socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(server.getsockname()[1])
        thread = Thread(target=_serve, args=(server, listener, answers))
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def respond(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Write an answer that is right in form."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _serve(server: socket.socket, listener: Listener, answers: tuple[Answer, ...]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            listener.heard.append(connection.recv(65536))
            answer = answers[min(len(listener.heard), len(answers)) - 1]
            _answer(connection, answer)


def _answer(connection: socket.socket, answer: Answer) -> None:
    try:
        if isinstance(answer, bytes):
            connection.sendall(answer)
        else:
            answer(connection)
    except OSError:
        return  # whoever asked has gone
