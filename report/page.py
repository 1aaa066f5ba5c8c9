"""The report as a page that a person can read."""

from itertools import groupby
from pathlib import Path

from report.look import Report
from shared.backup_health import TITLES, Kind
from shared.page_template import template

PAGE = Path(__file__).parent / "page.html"


def rendered(report: Report) -> str:
    """Return the report as HTML."""
    sections = [(TITLES[kind], kind, list(found)) for kind, found in groupby(report.findings, lambda one: one.kind)]
    wrong = sum(finding.kind != Kind.LEFT_ALONE for finding in report.findings)
    return template(PAGE).render(report=report, wrong=wrong, titles=TITLES, sections=sections)
