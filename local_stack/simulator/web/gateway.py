"""What happens to every request before and after its handler, as ARM's gateway does it."""

from dataclasses import replace

import msgspec

from local_stack.simulator.errors import Refusal, refuse
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.headers import headers
from local_stack.simulator.web.routes import find


def respond(call: Call) -> Answer:
    """Answer; a refusal is an answer, too."""
    try:
        answer = _routed(call)
    except Refusal as refusal:
        answer = refused(call, refusal)
    except msgspec.ValidationError as error:
        answer = refused(call, refuse("NoJson", reason=str(error)))
    return replace(answer, headers=headers(call, answer))


def refused(call: Call, refusal: Refusal) -> Answer:
    """Write a refusal as its author does: the service adds fields that the gateway leaves out."""
    form = refusal.form
    body: dict[str, str | None] = {"code": form.code, "message": refusal.message}
    if refusal.cause == "service":
        body |= {"target": None, "details": None, "innerError": None}
    challenge = {"WWW-Authenticate": _challenge(call, refusal)} if form.status == UNAUTHORIZED else {}
    return Answer(form.status, {"error": body}, {"x-ms-failure-cause": refusal.cause, **challenge})


UNAUTHORIZED = 401


def _routed(call: Call) -> Answer:
    found = find(call.method, call.path)
    if found is None:
        raise refuse("NoRoute", method=call.method, path=call.path)
    route, names = found
    if route.arm:
        call.backstage.identity.check(call.headers, call.origin)
        if not call.query.get("api-version"):
            raise refuse("MissingVersion")
    return route.handler(replace(call, names=names))


def _challenge(call: Call, refusal: Refusal) -> str:
    authority = f"https://login.windows.net/{call.backstage.identity.tenant_id}"
    return f'Bearer authorization_uri="{authority}", error="invalid_token", error_description="{refusal.message}"'
