"""The report as an HTTP answer."""

from http import HTTPStatus

import azure.functions as func
import msgspec

from report.look import Report, look
from shared.connections import Connections, connections

# The page's address holds the function's key: nothing outside is loaded, and no other site is told the address.
GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def answered(form: str | None, accept: str, azure: Connections | None = None) -> func.HttpResponse:
    """Return the report; 400 for an unknown form. What Azure does not tell stands in the report."""
    if form not in {None, "html", "json"}:
        return _error(HTTPStatus.BAD_REQUEST, "format", f"format is {form}; it must be html or json")
    report = look(azure or connections())
    page = form == "html" or (form is None and "text/html" in accept)
    return _page(report) if page else _json(HTTPStatus.OK, report)


def _page(report: Report) -> func.HttpResponse:
    from report.page import rendered  # noqa: PLC0415 - only who looks at the page pays for its templates

    return func.HttpResponse(rendered(report), headers=GUARDS, mimetype="text/html", charset="utf-8")


def _error(status: HTTPStatus, code: str, message: str) -> func.HttpResponse:
    return _json(status, {"error": {"code": code, "message": message}})


def _json(status: HTTPStatus, body: object) -> func.HttpResponse:
    return func.HttpResponse(
        msgspec.json.encode(body),
        status_code=status,
        headers=GUARDS,
        mimetype="application/json",
        charset="utf-8",
    )
