"""The report as a page that a person can read."""

from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from report.judge import Kind
from report.look import Report

TITLES = {
    Kind.UNPROTECTED: "Unprotected",
    Kind.FAILING: "Failing",
    Kind.STALE: "Stale",
    Kind.STOPPED: "Stopped",
    Kind.SOFT_DELETED: "Soft-deleted",
    Kind.LEFT_ALONE: "Left alone",
}


def rendered(report: Report) -> str:
    """Return the report as HTML."""
    sections = [(TITLES[kind], kind, list(found)) for kind, found in groupby(report.findings, lambda one: one.kind)]
    wrong = sum(finding.kind != Kind.LEFT_ALONE for finding in report.findings)
    return _template().render(report=report, wrong=wrong, titles=TITLES, sections=sections)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"name": _name, "group": _group, "time": _time}
    return environment.get_template("page.html")


def _name(arm_id: str | None) -> str:
    return (arm_id or "").rpartition("/")[2]


def _group(arm_id: str) -> str:
    """Return the resource group: /subscriptions/{}/resourceGroups/{}/...; a classic VM may have none."""
    return "".join(arm_id.split("/")[4:5])


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else "never"
