"""Answers to who asks by HTTP: JSON, or a page that no other site is told of."""

from collections.abc import Mapping
from http import HTTPStatus

import azure.functions as func
import msgspec

NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The page's address holds the function's key: nothing outside is loaded, and no other site is told the address.
GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; {NOWHERE}",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FORMS = {"html", "json"}
LONGEST_SHOWN = 80


def wants_page(form: str | None, accept: str) -> bool:
    """Tell whether a page is wanted, rather than JSON: as `form` says, or else the Accept header."""
    return form == "html" or (form is None and "text/html" in accept)


def page(html: str, headers: Mapping[str, str] = GUARDS) -> func.HttpResponse:
    """Answer with a page."""
    return func.HttpResponse(html, headers=dict(headers), mimetype="text/html", charset="utf-8")


def as_json(body: object, status: HTTPStatus = HTTPStatus.OK) -> func.HttpResponse:
    """Answer with JSON."""
    content = msgspec.json.encode(body)
    return func.HttpResponse(content, status_code=status, headers=GUARDS, mimetype="application/json", charset="utf-8")


def unknown_form(form: str) -> func.HttpResponse:
    """Answer that there is no such form."""
    return bad_request("format", form, "html or json")


def bad_request(name: str, given: str, right: str) -> func.HttpResponse:
    """Answer that a parameter is not what it must be."""
    error = {"code": name, "message": f"{name} is {given[:LONGEST_SHOWN]}; it must be {right}"}
    return as_json({"error": error}, HTTPStatus.BAD_REQUEST)
