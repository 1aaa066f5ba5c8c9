import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from socket import socket
from time import monotonic
from uuid import uuid4

import msgspec
import pytest
from azure.data.tables import TableServiceClient
from hypothesis import given
from hypothesis import strategies as st

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared import read_model
from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.events import BackupCompleted, OperationFailed, RequestRejected
from shared.refill import refill
from shared.request_table import RequestTable, signed_for_tables
from shared.requests import ConsiderVm, TriggerBackup
from shared.seen_requests import Row, Sight, row_of, sights
from shared.tracker import OperationTracker, Stage
from tests.running import VAULT, vm_id
from tests.security.listener import Answer, answering, respond
from tests.showing import Showing

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
REQUEST = TriggerBackup(vm_id=vm_id("web01"), vault_id=VAULT, request_id=uuid4(), accepted=NOW)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def tables(azurite: Azurite) -> Iterator[TableServiceClient]:
    with TableServiceClient.from_connection_string(azurite.connection_string) as tables:
        yield tables


@pytest.fixture
def name() -> str:
    return f"t{uuid4().hex[:20]}"


@pytest.fixture
def app(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch, name: str) -> Showing:
    rules = json.dumps([{"region": "westeurope", "vault": VAULT}])
    records = f"records-{uuid4()}"
    storage = azurite.connection_string
    return Showing(
        azure,
        monkeypatch,
        AzureWebJobsStorage=storage,
        RECORDS_CONTAINER=records,
        REQUESTS_TABLE=name,
        BACKUP_RULES=rules,
    )


def all_rows(app: Showing) -> list[Row]:
    return read_model.accepted(app.connections, app.connections.now() - timedelta(days=3))


def drop(tables: TableServiceClient, name: str) -> int:
    dropped = [table.name for table in tables.list_tables() if table.name.startswith(name)]
    for table in dropped:
        tables.delete_table(table)
    return len(dropped)


def test_a_request_is_seen_to_run_and_to_end(app: Showing, azure: Simulator) -> None:
    """From its first step to its event: stage, job, when the next look is due, outcome."""
    azure.add_protected([vm_id("web01")])
    request = app.back_up()
    (tracker,) = app.step(request)
    (row,) = read_model.running(app.connections)
    assert (row.request_id, row.kind, row.vm_id) == (str(request.request_id), "TriggerBackup", vm_id("web01"))
    assert row.stage == "StartingBackup"
    assert row.due
    assert row.due > app.connections.now()
    (event,) = app.run(tracker)
    assert isinstance(event, BackupCompleted)
    assert read_model.running(app.connections) == []
    (row,) = read_model.ended(app.connections, app.connections.now() - timedelta(hours=3))
    assert (row.outcome, row.job_id, row.ended) == ("BackupCompleted", event.job_id, event.ended)
    assert row.stage == "BackingUp"
    assert read_model.one(app.connections, request.request_id) == [row]


def test_a_failure_is_seen_with_its_code(app: Showing) -> None:
    """A VM that nobody protects."""
    (event,) = app.run(app.back_up("web02"))
    assert isinstance(event, OperationFailed)
    (row,) = all_rows(app)
    assert (row.outcome, row.error) == ("OperationFailed", event.error.code)


def test_what_is_no_request_is_seen_with_the_field_and_without_its_text(app: Showing) -> None:
    """Under the id of its event: the request that comes, mended, has a row of its own."""
    event = RequestRejected(
        queue="trigger-backup",
        request_id=uuid4(),
        event_id=uuid4(),
        field="vmId",
        problem="is missing",
        remedy="",
        text="s3cret",
        ended=app.connections.now(),
    )
    app.connections.show(None, [event])
    (row,) = all_rows(app)
    assert (row.request_id, row.outcome, row.error) == (str(event.event_id), "RequestRejected", "vmId")
    assert "s3cret" not in str(row)


def test_a_field_that_is_the_senders_own_text_is_not_shown() -> None:
    """Whoever pastes a password as a field's name does not find it in a table."""
    event = RequestRejected(
        queue="trigger-backup", request_id=uuid4(), field="p4ss word", problem="", remedy="", text="", ended=NOW
    )
    (sight,) = sights(None, [event], NOW)
    assert "p4ss" not in str(sight)


def test_a_mount_leaves_neither_password_nor_script(app: Showing, tables: TableServiceClient, name: str) -> None:
    """Rows have no column for them."""
    (event,) = (event for event in app.run(app.restore_files()) if event.kind)
    (row,) = all_rows(app)
    assert row.kind == "RestoreFiles"
    assert row.outcome == event.kind.removeprefix("AzureVmBackup.")
    (table,) = (table.name for table in tables.list_tables() if table.name.startswith(name))
    columns = {column for entity in tables.get_table_client(table).list_entities() for column in entity}
    known = {
        "PartitionKey",
        "RowKey",
        "kind",
        "accepted",
        "vmId",
        "vaultId",
        "outcome",
        "ended",
        "error",
        "jobId",
        "seen",
    }
    assert columns <= known | {"Waiting", *Stage}


def tracker(stage: Stage, **more: object) -> OperationTracker:
    hour = NOW + timedelta(hours=1)
    shown = {"request": REQUEST, "stage": stage, "tracking_uri": "/x", "started": NOW, "due": hour, "deadline": hour}
    return OperationTracker(**shown | more)  # type: ignore[arg-type] # fields of the tracker


def course() -> list[Sight]:
    """Return what the steps of a backup show, in their order."""
    done = BackupCompleted(request=REQUEST, started=NOW, ended=NOW + timedelta(hours=1), job_id="7")
    steps: list[tuple[TriggerBackup | OperationTracker, TriggerBackup | OperationTracker | BackupCompleted]] = [
        (REQUEST, REQUEST.put_off(NOW + timedelta(minutes=5))),
        (REQUEST, tracker(Stage.STARTING_BACKUP)),
        (tracker(Stage.STARTING_BACKUP), tracker(Stage.BACKING_UP, job_id="7", percent=40.0)),
        (tracker(Stage.BACKING_UP), done),
    ]
    return [
        sight
        for minute, (work, follows) in enumerate(steps)
        for sight in sights(work, [follows], NOW + timedelta(minutes=minute))
    ]


def merged(shown: list[Sight]) -> Row | None:
    """Return the row that comes of merging columns, as the table does."""
    return row_of(shown[0].key, dict(item for sight in shown for item in sight.columns.items()))


@given(shown=st.permutations(course()), again=st.lists(st.sampled_from(course())))
def test_columns_commute(shown: list[Sight], again: list[Sight]) -> None:
    """Whatever is written late or twice: the same row; an end is never a beginning again."""
    assert merged([*shown, *again]) == merged(course())


@given(shown=st.permutations(course()[:3]))
def test_a_wait_hides_no_stage(shown: list[Sight]) -> None:
    """Another message of the same requestId waits, while the first is at work."""
    row = merged(shown)
    assert row
    assert (row.stage, row.percent, row.ended) == ("BackingUp", 40.0, None)


def test_a_vm_that_is_only_considered_is_no_request() -> None:
    """It would seem to run for ever: considering it ends without a word."""
    considered = ConsiderVm(vm_id=vm_id("web01"), request_id=uuid4(), accepted=NOW)
    assert list(sights(considered, [considered.again(NOW)], NOW)) == []


def test_a_table_that_is_dropped_comes_again(app: Showing, tables: TableServiceClient, name: str) -> None:
    """In the middle of a request: nothing else changes."""
    app.azure.add_protected([vm_id("web01")])
    (tracker,) = app.step(app.back_up())
    assert drop(tables, name) == 1
    (event,) = app.run(tracker)
    assert isinstance(event, BackupCompleted)
    (row,) = all_rows(app)
    assert row.outcome == "BackupCompleted"


def test_the_read_model_is_filled_anew_from_jobs_and_records(
    app: Showing, tables: TableServiceClient, name: str, azure: Simulator
) -> None:
    """What ran is seen to run, what ended to have ended; a job's activityId is the requestId."""
    azure.add_protected([vm_id("web01"), vm_id("db01")])
    azure.outcome(operation="Backup", vm="db01", status="Failed")
    ends = app.run(app.back_up("web01"), app.back_up("db01", chosen_id=True), app.back_up("app01", chosen_id=True))
    running = app.back_up("web01")
    app.step(running)
    azure.advance(600)
    before = {row.request_id: (row.kind, row.vm_id, row.outcome) for row in all_rows(app)}
    assert len(before) == 4
    drop(tables, name)
    assert refill(app.connections) == 4
    assert {row.request_id: (row.kind, row.vm_id, row.outcome) for row in all_rows(app)} == before
    assert [row.request_id for row in read_model.running(app.connections)] == [str(running.request_id)]
    assert len(ends) == 3


def test_who_makes_a_months_table_deletes_those_of_long_ago(
    app: Showing, tables: TableServiceClient, name: str, azure: Simulator
) -> None:
    """Rows are kept for a month; other tables of the account are nobody's business."""
    others = [f"{name}20200x", f"{name}x202001", "a202001"]
    old, last = f"{name}202001", f"{name}{azure.now() - timedelta(days=28):%Y%m}"
    for table in (*others, old, last):
        tables.create_table_if_not_exists(table)
    azure.advance(40 * 24 * 3600)
    app.connections.show(None, [rejected(app)])
    left = {table.name for table in tables.list_tables()}
    assert old not in left
    assert {*others, f"{name}{azure.now():%Y%m}"} <= left


def rejected(app: Showing) -> RequestRejected:
    ended = app.connections.now()
    return RequestRejected(
        queue="protect-vm", request_id=uuid4(), field="vmId", problem="", remedy="", text="", ended=ended
    )


def test_a_thousand_rows_and_more_are_read(app: Showing, tables: TableServiceClient, name: str) -> None:
    """The table hands them out by the thousand."""
    today = app.connections.now()
    table = tables.create_table_if_not_exists(f"{name}{today:%Y%m}")
    keys = [f"{uuid4()}_protect-vm" for _ in range(1_050)]
    for first in range(0, len(keys), 100):
        rows = ({"PartitionKey": f"{today:%Y-%m-%d}", "RowKey": key, "kind": "ProtectVm"} for key in keys[first:][:100])
        table.submit_transaction(("upsert", row) for row in rows)
    assert len(all_rows(app)) == len(keys)


def test_switched_off_nothing_is_written_and_who_reads_is_told(azurite: Azurite, tables: TableServiceClient) -> None:
    """And which setting switches it on."""
    before = len(list(tables.list_tables()))
    azure = Connections({"AzureWebJobsStorage": azurite.connection_string, "REQUESTS_TABLE": "off"})
    azure.show(REQUEST, [tracker(Stage.STARTING_BACKUP)])
    assert len(list(tables.list_tables())) == before
    with pytest.raises(Refused, match="switched off") as refused:
        read_model.running(azure)
    assert "REQUESTS_TABLE" in str(refused.value.remedy)


def silent(connection: socket) -> None:
    """Say nothing until the other end gives up."""
    connection.recv(1)


ANSWERS: dict[str, Answer] = {
    "forbidden": respond("403 Forbidden", b""),
    "broken": respond("500 Internal Server Error", b"x"),
    "no HTTP": b"hello\r\n\r\n",
    "elsewhere": respond("307 Temporary Redirect", b"", "Location: http://127.0.0.1:9/"),
    "closed": b"",
    "silent": silent,
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_failing_table_is_left_alone_for_a_minute(answer: str, caplog: pytest.LogCaptureFixture) -> None:
    """One line says so; no step fails of it, and the next ones do not even ask."""
    with answering(ANSWERS[answer]) as table, caplog.at_level(logging.WARNING, "azure_vm_backup"):
        key = "AccountName=acc;AccountKey=a2V5"
        azure = Connections({"AzureWebJobsStorage": f"{key};QueueEndpoint={table.url};TableEndpoint={table.url}"})
        begun = monotonic()
        for _ in range(5):
            azure.show(REQUEST, [tracker(Stage.STARTING_BACKUP)])
        assert monotonic() - begun < 4
        assert len(table.heard) == 1
    assert [json.loads(record.message)["message"] for record in caplog.records] == ["no read model"]


def test_a_slow_table_is_left_alone_for_a_minute_too(
    app: Showing, name: str, azurite: Azurite, caplog: pytest.LogCaptureFixture
) -> None:
    """Every step would wait for it: here each answer is too late for an impatient app."""
    with signed_for_tables(app.connections.queue_service) as client:
        table = RequestTable(name, azurite.table_url, lambda: client, patience=0)
        for _ in range(3):
            table.show(None, [rejected(app)], app.connections.now())
    assert [json.loads(record.message)["problem"] for record in caplog.records if "read model" in record.message] == [
        "slow"
    ]
    assert len(all_rows(app)) == 1


def test_a_managed_identity_asks_for_storage(
    azure: Simulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who writes and who reads, with a token of storage's, over TLS; what is there here is not storage."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(azure.ca_file))
    connections = Connections({"AzureWebJobsStorage__serviceUri": azure.tls_url})
    connections.show(REQUEST, [tracker(Stage.STARTING_BACKUP)])
    assert [json.loads(record.message)["problem"] for record in caplog.records if "read model" in record.message]
    with suppress(Refused, Unavailable):
        read_model.one(connections, REQUEST.request_id)
    asked = [(entry["method"], str(entry["path"])) for entry in azure.journal()]
    assert any("/msi/token" in path for _, path in asked)
    assert any(method == "PATCH" and "/requests202611(PartitionKey='2026-11-22'" in path for method, path in asked)
    assert any(method == "GET" and path.endswith("()") for method, path in asked)


def test_who_shows_a_step_does_not_import_the_tables_client() -> None:
    """It takes a seventh of a second of a cold start: only who reads pays for it."""
    program = "import sys, shared.request_table, shared.step; print('azure.data.tables' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert told.stdout == "False\n"


def test_days_are_those_of_utc() -> None:
    """A row lies where it is looked for, whatever zone its sender wrote."""
    early = msgspec.structs.replace(REQUEST, accepted=datetime.fromisoformat("2026-11-22T01:00:00+05:00"))
    (sight,) = sights(early, [early.again(NOW)], NOW)
    assert sight.day == date(2026, 11, 21)
