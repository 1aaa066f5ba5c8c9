"""The report as an HTTP answer."""

import azure.functions as func

from report.look import look
from shared.connections import Connections, connections
from shared.http_answer import FORMS, as_json, page, unknown_form, wants_page


def answered(form: str | None, accept: str, azure: Connections | None = None) -> func.HttpResponse:
    """Return the report; 400 for an unknown form. What Azure does not tell stands in the report."""
    if form is not None and form not in FORMS:
        return unknown_form(form)
    report = look(azure or connections())
    if not wants_page(form, accept):
        return as_json(report)
    from report.page import rendered  # noqa: PLC0415 - only who looks at the page pays for its templates

    return page(rendered(report))
