"""The dashboard on a port of 127.0.0.1, as a browser sees it: the function's own answer, over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func

from dashboard.answer import answered
from shared.connections import Connections


@contextmanager
def served(azure: Connections) -> Iterator[str]:
    """Serve it; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            params = dict(parse_qsl(urlsplit(self.path).query))
            headers = dict(self.headers.items())
            answer = answered(
                func.HttpRequest(self.command, self.path, headers=headers, params=params, body=body), azure
            )
            content = answer.get_body()
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", f"{answer.mimetype}; charset={answer.charset}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/dashboard"
        finally:
            server.shutdown()
            thread.join()
