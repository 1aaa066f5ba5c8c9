"""What there is to see, as an HTTP answer."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import azure.functions as func
import msgspec

from dashboard.look import looked
from dashboard.vms import STATES, is_chosen
from shared.connections import Connections, connections
from shared.http_answer import FORMS, as_json, bad_request, page, unknown_form, wants_page

LONGEST_FORM = 2_000  # bytes


def answered(request: func.HttpRequest, azure: Connections | None = None) -> func.HttpResponse:
    """Return the overview, at most half a minute old, naming what cannot be read; 400 for an unknown form or state."""
    asked = _asked(request)
    form = asked.get("format")
    if form is not None and form not in FORMS:
        return unknown_form(form)
    text, state = asked.get("vm", ""), asked.get("state", "")
    if state and state not in STATES:
        return bad_request("state", state, f"one of {', '.join(STATES)}")
    overview = looked(azure or connections())
    if not wants_page(form, request.headers.get("Accept", "")):
        chosen = tuple(vm for vm in overview.vms if is_chosen(vm, text, state))
        return as_json(msgspec.structs.replace(overview, vms=chosen))
    from dashboard.page import HEADERS, rendered  # noqa: PLC0415 - only who looks at the page pays for its templates

    html = rendered(overview, text, state, keyed="code" in request.params)
    return page(html, HEADERS)


def _asked(request: func.HttpRequest) -> Mapping[str, str]:
    """Return what is chosen: in the address, or in the form that a page without scripts sends."""
    body = request.get_body()[:LONGEST_FORM] if request.method == "POST" else b""
    return dict(request.params) | dict(parse_qsl(body.decode(errors="replace")))
