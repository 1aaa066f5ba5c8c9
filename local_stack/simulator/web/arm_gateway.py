"""The front door of Azure Resource Manager; Entra ID and the simulator's own routes are behind it, too."""

from local_stack.simulator.errors import ERRORS, GATEWAY, Refusal
from local_stack.simulator.restore_errors import RESTORE
from local_stack.simulator.vault_errors import VAULT
from local_stack.simulator.web.access import permit
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.gateway import Gateway
from local_stack.simulator.web.headers import headers
from local_stack.simulator.web.identity import ARM_AUDIENCES
from local_stack.simulator.web.quotas import THROTTLED, count
from local_stack.simulator.web.routes import ADMIN, ARM, IDENTITY
from local_stack.simulator.web.routing import ready

UNAUTHORIZED = 401

_ERRORS = ERRORS | RESTORE | VAULT


def _admit(call: Call) -> None:
    """Ask for a token for ARM, by its name in Azure or by its address here, and for a role; count the request."""
    host = call.origin.split("://")[1]
    call.backstage.identity.check(call.headers, [*ARM_AUDIENCES, f"http://{host}", f"https://{host}"])
    permit(call)
    count(call)


def _refused(call: Call, refusal: Refusal) -> Answer:
    """Write a refusal as its author does: the service adds fields that the gateway leaves out."""
    form = refusal.form(_ERRORS)
    cause = "gateway" if refusal.error in GATEWAY else "service"
    body: dict[str, str | None] = {"code": form.code, "message": form.message}
    if cause == "service":
        body |= {"target": None, "details": None, "innerError": None}
    challenge = {"WWW-Authenticate": _challenge(call, form.message)} if form.status == UNAUTHORIZED else {}
    later = {"Retry-After": call.wait(int(refusal.values["seconds"]))} if form.status == THROTTLED else {}
    return Answer(form.status, {"error": body}, {"x-ms-failure-cause": cause, **challenge, **later})


def _challenge(call: Call, message: str) -> str:
    authority = f"https://login.windows.net/{call.backstage.identity.tenant_id}"
    return f'Bearer authorization_uri="{authority}", error="invalid_token", error_description="{message}"'


ARM_GATEWAY = Gateway(
    routes=[*ready(IDENTITY, guarded=False), *ready(ADMIN, guarded=False), *ready(ARM, guarded=True)],
    admit=_admit,
    errors=_ERRORS,
    refused=_refused,
    headers=headers,
)
