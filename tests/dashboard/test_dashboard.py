import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from uuid import uuid4

import azure.functions as func
import msgspec
import pytest

from dashboard.answer import answered
from dashboard.fleet import FRESH
from dashboard.outcomes import Outcome, days, failed_lately
from dashboard.progress import MOST_GUESSED, running, usual
from dashboard.sign_in import level, may_look
from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.seen_requests import WAITING, Row
from tests.running import SUBSCRIPTION, VAULT, vm_id
from tests.showing import Showing

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MISSING = VAULT.replace("/nightly", "/missing")
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def app(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> Showing:
    return showing(azure, azurite, monkeypatch)


def showing(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> Showing:
    rules = json.dumps([{"region": "westeurope", "vault": VAULT}])
    names = {"RECORDS_CONTAINER": f"records-{uuid4()}", "REQUESTS_TABLE": f"t{uuid4().hex[:20]}"}
    return Showing(azure, monkeypatch, AzureWebJobsStorage=azurite.connection_string, BACKUP_RULES=rules, **names)


def answer_to(app: Showing, method: str = "GET", accept: str = "", body: str = "", **params: str) -> func.HttpResponse:
    url, headers = "/api/dashboard", {"Accept": accept}
    request = func.HttpRequest(method, url, headers=headers, params=params, body=body.encode())
    return answered(request, app.connections)


def page(app: Showing, **asked: str) -> str:
    answer = answer_to(app, accept="text/html,*/*;q=0.8", **asked)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    return str(answer.get_body().decode())


class Chosen(HTMLParser):
    """Collects the VMs of a page that a filter chooses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        if (text := dict(attrs).get("data-text")) and "hidden" not in dict(attrs):
            self.texts.append(text.partition(" ")[0])


def row(**known: object) -> Row:
    said = {"request_id": str(uuid4()), "queue": "trigger-backup", "kind": "TriggerBackup", "vm_id": "web01"}
    return Row(**said | known)  # type: ignore[arg-type] # fields of the row


def test_what_runs_has_ended_and_is_backed_up_is_seen(app: Showing, azure: Simulator) -> None:
    """As JSON: a backup that runs, one that has failed, all VMs, the worst first."""
    azure.add_protected([vm_id("web01")], last_backup=azure.now() - timedelta(hours=7))
    app.step(app.back_up("web01"))
    app.run(app.back_up("web02"))
    seen = json.loads(answer_to(app).get_body())
    assert [one["request"]["stage"] for one in seen["running"]] == ["StartingBackup"]
    assert seen["days"][-1]["counts"] == {"backedUp": 0, "done": 0, "failed": 1, "rejected": 0}
    assert [(row["outcome"], row["vmId"]) for row in seen["failed"]] == [("OperationFailed", vm_id("web02"))]
    assert [vm["state"] for vm in seen["vms"]] == ["unprotected"] * 4 + ["good"]
    assert seen["counts"]["good"] == 1
    assert seen["unseen"] == []
    assert seen["staleHours"] == 36
    assert all(left <= most for _, left, most in seen["quotas"])


def test_who_looks_again_within_half_a_minute_costs_nothing(app: Showing, azure: Simulator) -> None:
    """Of Azure's quotas, which backups need."""
    answer_to(app)
    calls = len(azure.journal())
    assert page(app)
    assert len(azure.journal()) == calls
    azure.advance(FRESH + 1)
    answer_to(app)
    assert len(azure.journal()) > calls


def lists(azure: Simulator) -> list[str]:
    """Return which lists Azure was asked for."""
    paths = (str(entry["path"]).rpartition("/")[2] for entry in azure.journal())
    return [path for path in paths if path in ("backupProtectedItems", "virtualMachines")]


def test_a_vm_costs_no_call_of_its_own(app: Showing, azure: Simulator) -> None:
    """Two lists tell of all: here they have three VMs a page."""
    azure.add_protected(9)
    answer_to(app)
    assert Counter(lists(azure)) == {"backupProtectedItems": 3, "virtualMachines": 5}


def test_a_page_that_is_always_open_leaves_backups_their_quota(
    azurite: Azurite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Azure lists a vault's items 300 times an hour, 200 at a time: a page that is open for an hour takes half of it.

    Meanwhile what runs is seen anew every half minute.
    """
    with Simulator(speed=0, seed=1) as azure:
        azure.add_protected(1_000)
        app = showing(azure, azurite, monkeypatch)
        before = json.loads(answer_to(app).get_body())
        for _ in range(9):
            azure.advance(FRESH + 1)
            after = json.loads(answer_to(app).get_body())
        assert before["time"] < after["listed"] < after["time"]
        assert Counter(lists(azure))["backupProtectedItems"] <= 9 * 31 / 3600 * 300 / 2 + 5


def test_a_filter_works_without_scripts(app: Showing, azure: Simulator) -> None:
    """By its address, or by the form: name, group, vault or policy; and state."""
    azure.add_protected(2, prefix="db")
    azure.add_protected(1, prefix="old", state="ProtectionStopped")
    assert Chosen(page(app, vm=" DB000")).texts == ["db0001", "db0002"]
    assert Chosen(page(app, state="stopped")).texts == ["old0001"]
    assert Chosen(page(app, vm="db", state="stopped")).texts == []
    assert Chosen(page(app, method="POST", body="vm=old&state=", code="k3y")).texts == ["old0001"]


def test_a_filter_holds_for_programs_too(app: Showing, azure: Simulator) -> None:
    """Of the VMs; what is counted is all of them."""
    azure.add_protected(2, prefix="db")
    seen = json.loads(answer_to(app, vm="DB000", state="good").get_body())
    assert [vm["vmId"].rpartition("/")[2] for vm in seen["vms"]] == ["db0001", "db0002"]
    assert sum(seen["counts"].values()) > 2
    assert json.loads(answer_to(app, vm="nobody").get_body())["vms"] == []


@pytest.mark.parametrize("accept", ["", "text/html"])
def test_an_unknown_state_is_a_bad_request(app: Showing, accept: str) -> None:
    """With the states that there are, and not with all of what was sent."""
    answer = answer_to(app, accept=accept, state="bogus" * 1_000)
    assert (answer.status_code, b"unprotected, failing" in answer.get_body()) == (400, True)
    assert len(answer.get_body()) < 500


def test_a_key_in_the_address_stays_there(app: Showing) -> None:
    """It is not in the page, and the form does not drop it: it is sent to the address as it is."""
    shown = page(app, code="k3y")
    assert "k3y" not in shown
    assert 'method="post"' in shown
    assert 'method="get"' in page(app)


def test_names_are_text(app: Showing, azure: Simulator) -> None:
    """Whatever somebody has typed into a tag, or into the filter."""
    azure.set_tags(vm_id("db01"), {"backup-vault": "<b>none"})
    shown = page(app, vm='"><script>alert(1)</script>')
    assert "<b>none" not in shown
    assert "<script>alert" not in shown
    assert "&lt;b&gt;none" in shown


def test_the_page_loads_nothing_and_its_script_alone_may_run(app: Showing) -> None:
    """Nothing from outside, no frame around it, no other script."""
    answer = answer_to(app, accept="text/html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "script-src 'sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    assert "src=" not in answer.get_body().decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_vault_that_cannot_be_read_is_said_and_hides_nothing_else(
    app: Showing, azure: Simulator, status: int
) -> None:
    """Nor does the list of VMs."""
    azure.add_protected(1, prefix="here")
    app.connections.settings = msgspec.structs.replace(app.connections.settings, backup_vaults=(MISSING,))
    azure.fault(on="GET */virtualMachines", answer=status)
    seen = json.loads(answer_to(app).get_body())
    assert {one["id"] for one in seen["unseen"]} == {MISSING, SUBSCRIPTION}
    assert [vm["state"] for vm in seen["vms"]] == ["good"]
    assert "missing could not be read" in page(app)


def test_without_storage_the_vms_are_shown(app: Showing, azure: Simulator) -> None:
    """Neither table nor queues answer: both are named."""
    azure.add_protected(1)
    gone = "DefaultEndpointsProtocol=http;AccountName=acc;AccountKey=a2V5;" + ";".join(
        f"{service}Endpoint=http://127.0.0.1:9/acc" for service in ("Blob", "Queue", "Table")
    )
    app.connections = app.connections.with_settings(AzureWebJobsStorage=gone)
    seen = json.loads(answer_to(app).get_body())
    assert "the read model of requests" in {one["id"] for one in seen["unseen"]}
    assert "trigger-backup-poison" in {one["id"] for one in seen["unseen"]}
    assert seen["counts"]["good"] == 1


def test_switched_off_the_read_model_is_no_trouble(app: Showing) -> None:
    """The rest is shown."""
    app.connections.settings = msgspec.structs.replace(app.connections.settings, requests_table="off")
    assert json.loads(answer_to(app).get_body())["unseen"] == []
    assert "Nothing runs" in page(app)


def test_without_a_vault_the_page_says_what_to_set(app: Showing) -> None:
    """Before anything is configured."""
    app.connections.settings = msgspec.structs.replace(app.connections.settings, backup_rules=())
    assert "BACKUP_RULES" in page(app)


def test_an_unknown_form_is_a_bad_request(app: Showing) -> None:
    """With the forms that there are."""
    answer = answer_to(app, format="xml")
    assert (answer.status_code, b"html or json" in answer.get_body()) == (400, True)


def test_progress_is_what_azure_told() -> None:
    """Or a fleet's own count; the time left follows."""
    one = running(row(started=NOW - timedelta(minutes=30), percent=75.0), {}, NOW)
    assert (one.percent, one.seconds_left, one.estimated) == (75.0, 600, False)


def test_where_azure_tells_nothing_progress_is_a_guess_from_earlier_requests() -> None:
    """Of the same VM, else of the same kind; never sure that it is over; never from failures."""
    took = {"web01": 40, "db01": 80}
    rows = [
        row(vm_id=vm, outcome="BackupCompleted", started=NOW - timedelta(minutes=minutes), seen=NOW, ended=NOW)
        for vm, minutes in took.items()
    ]
    rows.append(row(outcome="OperationFailed", started=NOW, seen=NOW, ended=NOW))
    usually = usual(rows)
    since = NOW - timedelta(minutes=20)
    assert running(row(started=since), usually, NOW).percent == 50.0
    assert running(row(vm_id="new", started=since), usually, NOW).percent == pytest.approx(33.3)
    late = running(row(started=NOW - timedelta(hours=9)), usually, NOW)
    assert (late.percent, late.seconds_left, late.estimated) == (MOST_GUESSED, 0, True)
    assert running(row(kind="RestoreVm", started=since), usually, NOW).percent is None
    assert running(row(stage=WAITING, accepted=since), usually, NOW).percent is None


def test_a_request_that_nobody_looked_at_for_an_hour_is_said_to_be_quiet() -> None:
    """Its end may not have been written; one that sleeps until it is due is not."""
    seen = NOW - timedelta(hours=2)
    assert running(row(seen=seen), {}, NOW).quiet
    assert not running(row(seen=seen, due=NOW - timedelta(minutes=30)), {}, NOW).quiet


def test_ends_are_counted_by_day_and_outcome() -> None:
    """Seven days, UTC; what ended before is not shown."""
    ends = {"BackupCompleted": 0, "OperationFailed": 0, "RequestRejected": 1, "VmProtected": 6, "FilesReady": 7}
    shown = days([row(outcome=name, ended=NOW - timedelta(days=back)) for name, back in ends.items()], NOW)
    assert [day.day.day for day in shown] == [16, 17, 18, 19, 20, 21, 22]
    assert [day.total for day in shown] == [1, 0, 0, 0, 0, 1, 2]
    assert (shown[0].counts[Outcome.DONE], shown[-1].counts[Outcome.BACKED_UP]) == (1, 1)


def test_an_end_is_of_the_day_on_which_the_app_has_told_it() -> None:
    """Another clock, the simulator's say, may be days ahead; what takes how long is measured by one clock, too."""
    ahead = row(outcome="BackupCompleted", started=NOW - timedelta(minutes=5), seen=NOW, ended=NOW + timedelta(days=9))
    assert days([ahead], NOW)[-1].total == 1
    assert usual([ahead])["TriggerBackup", None] == timedelta(minutes=5)


def test_what_failed_in_the_last_day_is_listed_the_newest_first() -> None:
    """So that somebody can look into it; what was well, or is older, is only counted."""
    rows = [
        row(request_id="early", outcome="RequestRejected", ended=NOW - timedelta(hours=20)),
        row(request_id="late", outcome="OperationFailed", ended=NOW - timedelta(hours=1)),
        row(request_id="old", outcome="OperationFailed", ended=NOW - timedelta(hours=25)),
        row(request_id="well", outcome="BackupCompleted", ended=NOW),
        row(request_id="running"),
    ]
    assert [one.request_id for one in failed_lately(rows, NOW)] == ["late", "early"]


@pytest.mark.parametrize("switch", [{}, {"WEBSITE_AUTH_ENABLED": "False"}])
def test_the_host_asks_for_a_key(switch: dict[str, str]) -> None:
    """Where nobody signs in; a header that says somebody has, opens nothing then."""
    assert level(switch) is func.AuthLevel.FUNCTION


def test_where_people_sign_in_nobody_else_may_look() -> None:
    """Azure lets nobody outside set the header that says who has signed in."""
    switch = {"WEBSITE_AUTH_ENABLED": "True"}
    assert level(switch) is func.AuthLevel.ANONYMOUS
    for headers, may in (
        ({"X-MS-CLIENT-PRINCIPAL-ID": "7"}, True),
        ({}, False),
        ({"X-MS-CLIENT-PRINCIPAL-ID": ""}, False),
    ):
        request = func.HttpRequest("GET", "/api/dashboard", headers=headers, body=b"")
        assert may_look(request, switch) is may
