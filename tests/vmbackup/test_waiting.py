"""What a wait does when storage is away for a moment, or will not show a request's end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from local_stack.azurite import Azurite
from tests.running import VAULT, vm_id
from tests.vmbackup.terminal import Terminal

EXAMPLE = Path(__file__).parents[2] / "docs/contracts/events/BackupCompleted.example.json"


@contextmanager
def blobs(*answers: tuple[int, bytes]) -> Iterator[str]:
    """Serve records: each look gets the next answer, and the last one for ever. Yield the address."""
    left = list(answers)

    class Records(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Records) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/devstoreaccount1"
        server.shutdown()
        thread.join()


def terminal(azurite: Azurite, blob_address: str, folder: Path) -> Terminal:
    account = azurite.connection_string.replace(azurite.blob_url, blob_address)
    settings = {"AzureWebJobsStorage": account, "DEFAULT_VAULT_ID": VAULT, "ARM_ENDPOINT": "http://127.0.0.1:9"}
    file = folder / "local.settings.json"
    file.write_text(json.dumps({"Values": settings | {"REQUESTS_TABLE": "off"}}))
    return Terminal(file)


def test_storage_that_is_away_for_a_moment_ends_no_wait(azurite: Azurite, tmp_path: Path) -> None:
    """The request goes on anyway, and its end is found when storage is back."""
    event = json.loads(EXAMPLE.read_text())
    event["data"]["request"] |= {"vmId": vm_id("web01"), "vaultId": VAULT}
    event["data"]["request"]["requestId"] = event["data"]["requestId"]
    event["data"]["request"].pop("retainUntil", None)
    line = f"backup {vm_id('web01')} --request-id {event['data']['requestId']} --wait"
    with blobs((500, b""), (500, b""), (404, b""), (404, b""), (200, json.dumps(event).encode())) as address:
        assert terminal(azurite, address, tmp_path).json(line)["event"] == event


def test_who_may_not_read_the_end_is_told_what_was_sent(azurite: Azurite, tmp_path: Path) -> None:
    """And under which id: to send it again under another would back the VM up twice."""
    with blobs((403, b"")) as address:
        operator = terminal(azurite, address, tmp_path)
        told = operator.json(f"backup {vm_id('web01')} --wait", code=3)
        assert told["error"]["code"] == "BlobStorageForbidden"
        assert told["message"]["requestId"] == told["requestId"]
        ran = operator.run(f"backup {vm_id('web01')} --wait")
        assert "The request goes on. Look again: vmbackup status " in ran.err


@pytest.mark.parametrize("command", ["status", "files fetch", "files revoke"])
def test_a_request_is_named_by_a_guid_or_its_beginning(azurite: Azurite, tmp_path: Path, command: str) -> None:
    """Eight characters at least; the rest is asked of the read model."""
    error = terminal(azurite, "http://127.0.0.1:9/devstoreaccount1", tmp_path).json(f"{command} 7c1d", code=2)["error"]
    assert error["field"] == "REQUEST"
