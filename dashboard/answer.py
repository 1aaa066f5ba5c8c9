"""What there is to see, as an HTTP answer."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import azure.functions as func

from dashboard.look import looked
from shared.connections import Connections, connections
from shared.http_answer import FORMS, as_json, page, unknown_form, wants_page

LONGEST_FORM = 2_000  # bytes


def answered(request: func.HttpRequest, azure: Connections | None = None) -> func.HttpResponse:
    """Return the overview, at most half a minute old; 400 for an unknown form. What cannot be read stands in it."""
    asked = _asked(request)
    form = asked.get("format")
    if form is not None and form not in FORMS:
        return unknown_form(form)
    overview = looked(azure or connections())
    if not wants_page(form, request.headers.get("Accept", "")):
        return as_json(overview)
    from dashboard.page import HEADERS, rendered  # noqa: PLC0415 - only who looks at the page pays for its templates

    html = rendered(overview, asked.get("vm", ""), asked.get("state", ""), keyed="code" in request.params)
    return page(html, HEADERS)


def _asked(request: func.HttpRequest) -> Mapping[str, str]:
    """Return what is chosen: in the address, or in the form that a page without scripts sends."""
    body = request.get_body()[:LONGEST_FORM] if request.method == "POST" else b""
    return dict(request.params) | dict(parse_qsl(body.decode(errors="replace")))
