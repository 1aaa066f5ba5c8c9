"""The page as a person uses it: in headless Chromium, over HTTP."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.dashboard.serving import served
from tests.running import VAULT, vm_id
from tests.showing import Showing

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
ANSWERED = "performance.getEntriesByType('navigation')[0].responseEnd"
CODE = "UserErrorBackupOperationInProgress"
# On how many lines the texts are: of a cell, before what is small; and of each part of a code.
COUNT = "part => { const at = document.createRange(); at.selectNode(part); return at.getClientRects().length }"
LINES = f"all => all.map(one => ({COUNT})(one.firstChild))"
PIECES = f"one => [...one.childNodes].filter(part => part.data).map({COUNT})"


@pytest.fixture
def app(azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Showing]:
    """Return the app on simulated Azure whose lists have pages as long as Azure's."""
    rules = json.dumps([{"region": "westeurope", "vault": VAULT}])
    names = {"RECORDS_CONTAINER": f"records-{uuid4()}", "REQUESTS_TABLE": f"t{uuid4().hex[:20]}"}
    with Simulator(speed=0, seed=1) as azure:
        yield Showing(azure, monkeypatch, AzureWebJobsStorage=azurite.connection_string, BACKUP_RULES=rules, **names)


@pytest.fixture
def fleet(app: Showing) -> Showing:
    """Return the app beside a fleet of which one VM is failing, one is stopped; a backup runs."""
    app.azure.add_protected(8, prefix="web", last_backup=app.azure.now() - timedelta(hours=7))
    app.azure.add_protected(1, prefix="db", status="Failed", error="UserErrorGuestAgentStatusUnavailable")
    app.azure.add_protected(1, prefix="old", state="ProtectionStopped")
    app.step(app.back_up(vm_id=app.azure.add_protected(1, prefix="busy")[0]))
    return app


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages; at the end none may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(url: str, **options: object) -> Page:
        contexts.append(browser.new_context(**options))  # type: ignore[arg-type] # Playwright's own options
        page = contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.extend([asked.url] * (not asked.url.startswith(url[:20]))))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def rows(page: Page) -> list[str]:
    """Return the names of the VMs that are to be seen."""
    return page.locator("#vms tbody tr:visible th").all_inner_texts()


def test_what_is_typed_filters_at_once(fleet: Showing, opened: Callable[..., Page]) -> None:
    """Without another answer; the address says it, for a bookmark, and Escape or an empty box shows all again."""
    with served(fleet.connections) as url:
        page = opened(f"{url}?code=k3y")
        assert len(rows(page)) == 16
        page.get_by_role("searchbox").fill("WEB000")
        assert len(rows(page)) == 8
        expect(page.locator("#shown")).to_have_text("8 VMs")
        page.get_by_label("State").select_option("failing")
        assert rows(page) == []
        page.get_by_role("searchbox").fill("")
        assert [text.split()[0] for text in rows(page)] == ["db0001"]
        expect(page.locator("#shown")).to_have_text("1 VM")
        assert page.url.endswith("?code=k3y&state=failing")
        page.reload()
        assert len(rows(page)) == 1
        page.get_by_label("State").select_option("")
        assert len(rows(page)) == 16


@pytest.mark.parametrize("key", ["", "?code=k3y"])
def test_without_scripts_the_form_filters(fleet: Showing, opened: Callable[..., Page], key: str) -> None:
    """By the server; a key in the address is not lost."""
    with served(fleet.connections) as url:
        page = opened(f"{url}{key}", java_script_enabled=False)
        page.get_by_role("searchbox").fill("db0")
        page.get_by_role("button", name="Filter").click()
        page.wait_for_load_state()
        assert [text.split()[0] for text in rows(page)] == ["db01", "db0001"]
        assert page.url.endswith(key or "?vm=db0&state=")


def test_the_keyboard_is_enough(fleet: Showing, opened: Callable[..., Page]) -> None:
    """The first key leads to the VMs, the next ones to the filter; what has the focus is to be seen."""
    with served(fleet.connections) as url:
        page = opened(url)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the VMs")).to_be_focused()
        expect(page.get_by_role("link", name="Skip to the VMs")).to_be_in_viewport()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Look again")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.type("old")
        assert [text.split()[0] for text in rows(page)] == ["old0001"]
        page.keyboard.press("Enter")
        assert [text.split()[0] for text in rows(page)] == ["old0001"]
        page.keyboard.press("Tab")
        expect(page.get_by_label("State")).to_be_focused()
        outline = page.get_by_label("State").evaluate("box => getComputedStyle(box).outlineStyle")
        assert outline == "solid"


def test_a_screen_reader_finds_its_way(fleet: Showing, opened: Callable[..., Page]) -> None:
    """Landmarks, headings, tables that are named by a caption, rows by their VM; also where the window is narrow."""
    with served(fleet.connections) as url:
        for width in (360, 1280):
            page = opened(url, viewport={"width": width, "height": 800})
            expect(page.get_by_role("heading", level=1)).to_have_text("7 of 16 VMs need a look")
            for name in ("Running now", "The last seven days", "VMs", "Azure's quotas"):
                expect(page.get_by_role("region", name=name)).to_have_count(1)
            vms = page.get_by_role("table", name="The last good backup should be")
            expect(vms.get_by_role("columnheader")).to_have_count(4)
            expect(vms.get_by_role("row", name="db0001")).to_contain_text("Failing")
            expect(vms.get_by_role("rowheader", name="db0001")).to_have_count(1)
            expect(page.get_by_role("table", name="How requests have ended")).to_have_count(1)


def test_what_runs_has_its_stage(fleet: Showing, opened: Callable[..., Page]) -> None:
    """And how far it has come, where that is known."""
    with served(fleet.connections) as url:
        running = opened(url).get_by_role("region", name="Running now")
        expect(running.get_by_role("row", name="busy0001")).to_contain_text("Starting backup")


def test_nothing_is_cut_off(fleet: Showing, opened: Callable[..., Page]) -> None:
    """Nobody scrolls sideways, however narrow the window is; and it is dark where that is asked for."""
    with served(fleet.connections) as url:
        for width, scheme in product((360, 768, 1280), ("light", "dark")):
            page = opened(url, viewport={"width": width, "height": 800}, color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            ink = page.evaluate("getComputedStyle(document.body).color")
            assert (ink == "rgb(0, 0, 0)") == (scheme == "light")


def test_words_stay_whole_on_a_phone(fleet: Showing, opened: Callable[..., Page]) -> None:
    """Weekdays are not broken, codes before their capitals alone; and the hint says how to learn more."""
    fleet.azure.add_protected([vm_id("web01")])
    error = {"errorCode": 400, "errorTitle": CODE, "errorString": "It runs.", "recommendations": []}
    fleet.azure.outcome(operation="Backup", vm="web01", status="Failed", errorDetails=[error], duration=1)
    fleet.run(fleet.back_up("web01"))
    with served(fleet.connections) as url:
        page = opened(url, viewport={"width": 345, "height": 800})  # 360 with a scroll bar
        weekdays = page.locator(".days thead th:not(:first-child)")
        assert weekdays.evaluate_all(LINES) == [1] * 7
        assert weekdays.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0
        code = page.locator(".state > span")
        parts = code.evaluate("one => [...one.childNodes].filter(part => part.data).map(part => part.data)")
        assert parts == ["User", "Error", "Backup", "Operation", "In", "Progress"]
        assert set(code.evaluate(PIECES)) == {1}
        expect(page.get_by_text("vmbackup status <Request>")).to_be_visible()
        expect(page.get_by_role("rowheader", name="Other done")).to_be_visible()


def test_an_empty_subscription_has_a_page(app: Showing, opened: Callable[..., Page]) -> None:
    """Before the first VM."""
    empty = app.connections.with_settings(BACKUP_RULES="[]")
    with served(empty) as url:
        page = opened(url)
        expect(page.get_by_role("heading", level=1)).to_have_text("No VM is backed up yet")
        expect(page.get_by_text("Nothing runs.")).to_be_visible()
        expect(page.get_by_text("set BACKUP_RULES or BACKUP_VAULTS")).to_be_visible()


def test_a_failing_backend_is_said_and_the_rest_is_shown(fleet: Showing, opened: Callable[..., Page]) -> None:
    """Azure answers nothing of the vault's items."""
    fleet.azure.fault(on="GET */vaults/nightly/backupProtectedItems", answer=503)
    with served(fleet.connections) as url:
        page = opened(url)
        expect(page.get_by_role("region", name="What could not be read")).to_contain_text("nightly could not be read")
        assert rows(page)
        expect(page.get_by_role("region", name="Running now").get_by_role("row")).to_have_count(2)


def test_a_thousand_vms_are_usable(app: Showing, opened: Callable[..., Page]) -> None:
    """The first content is there within a second of the answer, and a filter takes a fraction of one."""
    app.azure.add_protected(1_000, last_backup=app.azure.now() - timedelta(hours=7))
    with served(app.connections) as url:
        page = opened(url)
        page.wait_for_function(f"{FIRST_PAINT} > 0")
        assert page.evaluate(f"({FIRST_PAINT}) - ({ANSWERED})") < 1_000
        took = page.evaluate(
            """() => { const box = document.querySelector("input"), begun = performance.now(); box.value = "0042";
            box.dispatchEvent(new Event("input", {bubbles: true})); document.body.offsetHeight;
            return performance.now() - begun }"""
        )
        assert len(rows(page)) == 1
        assert took < 500


def test_where_too_many_vms_are_the_server_chooses(app: Showing, opened: Callable[..., Page]) -> None:
    """The page has the first 2,000, and says so."""
    app.azure.add_protected(2_100, last_backup=app.azure.now() - timedelta(hours=7))
    with served(app.connections) as url:
        page = opened(url)
        expect(page.get_by_text("These are the first 2,000")).to_be_visible()
        page.get_by_role("searchbox").fill("2099")
        page.get_by_role("button", name="Filter").click()
        page.wait_for_url("**vm=2099**")
        assert len(rows(page)) == 1
