import json
from datetime import timedelta
from html.parser import HTMLParser

import msgspec
import pytest

from local_stack.simulator import Simulator
from report.answer import answered
from report.look import look
from report.page import rendered
from shared.backup_health import Finding, Kind
from tests.running import SUBSCRIPTION, VAULT, App, vm_id

SECOND, MISSING = (VAULT.replace("/nightly", name) for name in ("/second", "/missing"))
PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def fleet(remembering: App, azure: Simulator) -> App:
    """Return the app beside one VM of each kind, and three that are well."""
    now = azure.now()
    azure.add_protected(3, prefix="well", last_backup=now - timedelta(hours=7))
    azure.add_protected(1, prefix="failing", status="Failed", error="UserErrorGuestAgentStatusUnavailable")
    azure.add_protected(1, prefix="stale", last_backup=now - timedelta(hours=37, minutes=30))
    azure.add_protected(1, prefix="never", state="IRPending", last_backup=None)
    azure.add_protected(1, prefix="stopped", state="ProtectionStopped")
    azure.add_protected(1, prefix="deleted", state="SoftDeleted")
    azure.set_tags(vm_id("web01"), {"backup": "no"})
    azure.add_vm(vm_id("odd"), "brazilsouth")
    azure.set_tags(vm_id("db01"), {"backup-vault": "<b>none"})
    return remembering


def kinds(app: App) -> dict[str, tuple[str, str]]:
    """Return each finding's kind and reason by the VM's name."""
    return {
        finding.vm_id.rpartition("/")[2].removesuffix("0001"): (finding.kind.value, finding.reason)
        for finding in look(app.connections).findings
    }


def test_every_vm_without_a_good_backup_is_listed_with_the_reason(fleet: App) -> None:
    """And no other."""
    found = kinds(fleet)
    assert found["failing"][0] == "failing"
    assert found["stale"] == ("stale", "its last backup is 37 hours old")
    assert found["never"] == ("stale", "it has never been backed up")
    assert found["stopped"] == ("stopped", "its protection is stopped")
    assert found["deleted"][0] == "softDeleted"
    assert found["deleted"][1].startswith("its backups are deleted for good in 1")
    assert found["web01"] == ("leftAlone", "its tag backup says no")
    assert found["web02"] == (
        "unprotected",
        "a rule says where it belongs, but no vault protects it: vmbackup protect web02, or a protect-vm message",
    )
    assert found["odd"][1].startswith("No rule says which vault protects VMs in brazilsouth.")
    assert not [name for name in found if name.startswith("well")]


def test_the_worst_comes_first(fleet: App) -> None:
    """Unprotected, failing, stale, stopped, soft-deleted."""
    order = list(dict.fromkeys(finding.kind.value for finding in look(fleet.connections).findings))
    assert order == ["unprotected", "failing", "stale", "stopped", "softDeleted", "leftAlone"]


def test_the_counts_are_those_of_the_findings(fleet: App, azure: Simulator) -> None:
    """`protected` counts who is backed up at all, `seen` everybody."""
    report = look(fleet.connections)
    assert sum(report.counts.values()) == len(report.findings)
    assert report.protected == 6
    assert report.seen == 3 + 5 + 5 + 1
    assert azure.journal()


def test_a_program_gets_json(fleet: App) -> None:
    """By default, and where it asks for it."""
    for form, accept in [(None, "*/*"), (None, ""), (None, "application/json"), ("json", PAGE)]:
        answer = answered(form, accept, fleet.connections)
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        assert json.loads(answer.get_body())["counts"]["stale"] == 2


class Text(HTMLParser):
    """Collects a page's cells, and every address that it would load or link to."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.addresses: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag in {"td", "th", "dd"}
        self.cells += [""] if self._open else []
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        if self._open:
            self.cells[-1] += data.strip()


def test_a_browser_gets_a_page(fleet: App) -> None:
    """It loads nothing, links nowhere, and quotes names as text."""
    answer = answered(None, PAGE, fleet.connections)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    page = answer.get_body().decode()
    text = Text()
    text.feed(page)
    assert any("backup-vault says '<b>none', which is no configured vault" in cell for cell in text.cells)
    assert "<b>none" not in page
    assert text.addresses == []
    assert "no-referrer" in answer.headers["Referrer-Policy"]
    assert "10 of 14 VMs need a look" in page


def test_without_a_vault_the_page_says_what_to_set(remembering: App) -> None:
    """Before anything is configured."""
    remembering.connections.settings = msgspec.structs.replace(remembering.connections.settings, backup_rules=())
    assert "BACKUP_RULES" in answered("html", "", remembering.connections).get_body().decode()


def test_an_unknown_form_is_a_bad_request(app: App) -> None:
    """With the forms that there are."""
    answer = answered("xml", "", app.connections)
    assert answer.status_code == 400
    assert b"html or json" in answer.get_body()


@pytest.mark.parametrize("answer", [403, 429, 503])
def test_a_vault_that_cannot_be_read_hides_no_other(fleet: App, azure: Simulator, answer: int) -> None:
    """It is named with the reason: what is in it is missing."""
    azure.add_vault(SECOND, "westeurope")
    azure.add_protected(1, SECOND, prefix="far", state="ProtectionStopped")
    fleet.connections.settings = msgspec.structs.replace(fleet.connections.settings, backup_vaults=(SECOND, MISSING))
    azure.fault(on="GET */vaults/nightly/backupProtectedItems", answer=answer)
    report = look(fleet.connections)
    assert {unseen.id for unseen in report.unseen} == {VAULT, MISSING}
    assert [finding.vault_id for finding in report.findings if finding.kind == "stopped"] == [SECOND]
    page = answered("html", "", fleet.connections).get_body().decode()
    assert "missing could not be read" in page


def test_vms_that_cannot_be_listed_are_told(fleet: App, azure: Simulator) -> None:
    """A missing role."""
    azure.fault(on="GET */virtualMachines", answer=403)
    report = look(fleet.connections)
    assert [unseen.id for unseen in report.unseen] == [SUBSCRIPTION]
    assert report.counts["failing"] == 1
    assert report.counts["unprotected"] == 0


def test_a_job_that_failed_is_not_excused_by_good_health(fleet: App, azure: Simulator) -> None:
    """Azure calls a VM healthy whose last job failed."""
    (vm,) = azure.add_protected(1, prefix="unlucky")
    azure.outcome(operation="Backup", vm="unlucky0001", status="Failed")
    fleet.run(fleet.back_up(vm_id=vm))
    assert kinds(fleet)["unlucky"] == ("failing", "its last backup failed")


def test_a_vm_is_known_however_its_id_is_spelled(remembering: App) -> None:
    """Azure answers with any case."""
    remembering.run(remembering.protect(vm_id=vm_id("WEB02").replace("resourceGroups", "RESOURCEGROUPS")))
    assert kinds(remembering).get("web02", ("", ""))[0] != "unprotected"


def test_a_vm_of_no_region_and_no_vault_has_its_row(fleet: App) -> None:
    """Azure may answer anything; the page is there nonetheless."""
    strange = Finding(Kind.UNPROTECTED, "/classic", "nobody knows where it is", region="")
    assert "nobody knows" in rendered(msgspec.structs.replace(look(fleet.connections), findings=(strange,)))
