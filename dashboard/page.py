"""The overview as a page that a person can read: without scripts too, and with nothing from outside."""

import base64
import hashlib
import re
from datetime import timedelta
from pathlib import Path

import msgspec
from markupsafe import Markup

from dashboard.look import Overview
from dashboard.outcomes import Outcome
from dashboard.vms import GOOD, STATES, VmState, is_chosen, searched
from shared.backup_health import TITLES, Kind
from shared.http_answer import GUARDS
from shared.page_template import template

HERE = Path(__file__).parent
SCRIPT = (HERE / "page.js").read_text()
MOST_VMS, MOST_RUNNING = 2_000, 100
SHOWN = {state: "Good" if state == GOOD else TITLES[Kind(state)] for state in STATES}
OUTCOMES = {
    Outcome.BACKED_UP: "Backed up",
    Outcome.DONE: "Other done",
    Outcome.FAILED: "Failed",
    Outcome.REJECTED: "Rejected",
}
# The one script of the page runs, and no other; the form goes nowhere else.
_HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_HASH}';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = GUARDS | {"Content-Security-Policy": POLICY}
UNITS = {"day": 86_400, "h": 3_600, "min": 60}


class Line(msgspec.Struct, frozen=True):
    """A VM in the table: what a filter searches, if it is chosen, its backup's age, in percent of twice the wanted."""

    vm: VmState
    text: str
    chosen: bool
    ago: str
    age: float


def rendered(overview: Overview, text: str, state: str, *, keyed: bool) -> str:
    """Return the page; of more than 2,000 VMs, those that text and state choose."""
    lines = [_line(vm, overview, text, state) for vm in overview.vms]
    chosen = [line for line in lines if line.chosen]
    return template(
        HERE / "page.html", (("breakable", _breakable), ("left", _left), ("short", _short), ("words", _words))
    ).render(
        overview=overview,
        lines=lines if len(lines) <= MOST_VMS else chosen[:MOST_VMS],
        chosen=len(chosen),
        wrong=sum(count for state, count in overview.counts.items() if state not in (GOOD, Kind.LEFT_ALONE)),
        text=text,
        state=state,
        keyed=keyed,
        titles=SHOWN,
        outcomes=OUTCOMES,
        highest=max((day.total for day in overview.days), default=0) or 1,
        most_running=MOST_RUNNING,
        script=SCRIPT,
    )


def _line(vm: VmState, overview: Overview, text: str, state: str) -> Line:
    chosen = is_chosen(vm, text, state)
    if not vm.last_backup:
        return Line(vm, searched(vm), chosen, "never", 0)
    age = overview.time - vm.last_backup
    share = age / timedelta(hours=overview.stale_hours)
    return Line(vm, searched(vm), chosen, f"{_span(age.total_seconds())} ago", max(0, min(100, round(50 * share, 1))))


def _span(seconds: float) -> str:
    """Return a duration as a person says it: in its largest unit, two of which there are at least."""
    unit, size = next(((unit, size) for unit, size in UNITS.items() if seconds >= 2 * size), ("min", 60))
    count = max(1, round(seconds / size))
    return f"{count} {unit}{'s' if unit == 'day' else ''}"


def _left(seconds: float) -> str:
    if not seconds:
        return "longer than usual"
    return f"{_span(seconds)} left" if seconds >= UNITS["min"] else "less than a minute left"


def _words(camel: str) -> str:
    """Return the words of a name: Backing up, of BackingUp."""
    return re.sub(r"(?<!^)[A-Z]", lambda letter: f" {letter[0].lower()}", camel).replace("vm", "VM")


def _breakable(code: str) -> Markup:
    """Return a code that may be broken before its capitals, and is not within a word where it is long."""
    return Markup("<wbr>").join(re.split(r"(?<=[a-z0-9])(?=[A-Z])", code))


def _short(count: int) -> str:
    """Return a count that fits a narrow column."""
    return f"{count / 1000:.0f}k" if count >= 10_000 else f"{count:,}"  # noqa: PLR2004 - five digits
