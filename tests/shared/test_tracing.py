"""One trace shows the whole of a file restore, on the real stack: bar 5."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from docs.trace import Span, spans, tree
from local_stack.inbox import CloudEvent
from tests.operator_ import Operator, operating
from tests.running import VAULT, vm_id

REQUEST = UUID("7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a")
SENDERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SIGNATURE = b"MIIHpTCCBo2g"  # a part of the certificate that every tracking URI has


class Restored(NamedTuple):
    """A file restore, mounted and revoked, and what its traces say."""

    operator: Operator
    file: Path
    ready: CloudEvent
    revoked: CloudEvent
    secrets: list[bytes]

    def trace(self) -> list[Span]:
        """Return the spans of the file restore."""
        return [span for span in spans(self.file.read_text().splitlines()) if span.trace_id == REQUEST.hex]


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    folder = tmp_path_factory.mktemp("traced")
    file = folder / "traces.jsonl"
    with operating(folder, TRACES=f"file:{file}") as operator:
        operator.stack.azure.add_protected([vm_id("web01")])
        ready = operator.ask("restore-files", {"vmId": vm_id("web01"), "requestId": str(REQUEST)})
        password = operator.stack.azure.mount_password("web01").encode()
        script = operator.stores.scripts()[ready["data"]["script"]["blob"]]
        secrets = [password, password.hex().encode(), max(script.splitlines(), key=len).encode()]
        revoked = operator.ask("revoke-files", ready["data"]["revoke"])
        told = Restored(operator, file, ready, revoked, secrets)
        operator.until(lambda: any(span.attributes.get("backup.outcome") == "FilesRevoked" for span in told.trace()))
        yield told


def test_one_trace_shows_the_whole_of_a_file_restore(restored: Restored) -> None:
    """From the request to its event, and to the end of the mount: one tree, whose id is the requestId."""
    found = {span.id: span for span in restored.trace()}
    (root,) = (span for span in found.values() if span.parent is None)
    assert (root.name, root.attributes["backup.outcome"]) == ("RestoreFiles", "FilesReady")
    assert all(span.parent in found for span in found.values() if span is not root)
    steps = [
        span.name for span in sorted(found.values(), key=lambda span: span.begun) if "backup.step" in span.attributes
    ]
    assert [name for number, name in enumerate(steps) if steps[number - 1 : number] != [name]] == [
        "RestoreFiles",
        "PreparingMount",
        "RevokeFiles",
        "Revoking",
    ]
    assert len(list(tree(found.values()))) == len(found)


def test_the_event_names_its_request_in_the_trace(restored: Restored) -> None:
    """So that a consumer goes on in it."""
    ends = {
        span.attributes["backup.outcome"]: span.id for span in restored.trace() if "backup.outcome" in span.attributes
    }
    for event, end in ((restored.ready, "FilesReady"), (restored.revoked, "FilesRevoked")):
        assert event["traceparent"] == f"00-{REQUEST.hex}-{ends[end]}-01"


def test_a_step_shows_its_request_its_calls_and_what_it_sends(restored: Restored) -> None:
    """With Azure's own ids, and no name in an address."""
    found = restored.trace()
    step = next(span for span in found if span.name == "PreparingMount")
    about = {"backup.request_id": str(REQUEST), "backup.vault": VAULT, "backup.vm": vm_id("web01")}
    assert about.items() <= step.attributes.items()
    parts = [span for span in found if span.parent == step.id]
    assert {span.kind for span in parts} <= {"CLIENT", "PRODUCER"}
    call = next(span for span in found if span.kind == "CLIENT")
    assert call.attributes["http.response.status_code"] in {200, 202}
    assert call.attributes["az.service_request_id"]
    assert "web01" not in str(call.attributes) + call.name
    assert "send backup-events" in {span.name for span in found if span.kind == "PRODUCER"}


def test_no_secret_is_in_a_trace(restored: Restored) -> None:
    """Neither password nor script, no token, no signature of a tracking URI."""
    written = restored.file.read_bytes()
    for secret in (*restored.secrets, b"Bearer", b"eyJhbGciOi", SIGNATURE):
        assert secret not in written


def test_a_senders_trace_goes_on_until_the_mount_is_closed(restored: Restored) -> None:
    """What closes it brings the trace along."""
    request: dict[str, object] = {"vmId": vm_id("web01"), "traceparent": SENDERS}
    ready = restored.operator.ask("restore-files", request)
    revoked = restored.operator.ask("revoke-files", ready["data"]["revoke"])
    assert {event["traceparent"][:36] for event in (ready, revoked)} == {SENDERS[:36]}


def test_the_log_names_the_trace(restored: Restored) -> None:
    """Of every step, so that one leads to the other."""
    log = (restored.operator.folder / "hosts.log").read_text()
    steps = [json.loads(line[line.index("{") :]) for line in log.splitlines() if "azure_vm_backup: {" in line]
    of_request = [step for step in steps if step["requestId"] == str(REQUEST)]
    assert of_request
    assert {step["traceId"] for step in of_request} == {REQUEST.hex}
