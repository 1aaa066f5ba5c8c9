"""The front door of the key vault: it shows who knocks without a token where to get one, as Microsoft's client expects.

Headers and the challenge look as in hashicorp/terraform-provider-azurerm#19749.
"""

from uuid import uuid4

from local_stack.simulator.errors import Refusal
from local_stack.simulator.key_vault_errors import KEY_VAULT
from local_stack.simulator.web.access import permit_secret
from local_stack.simulator.web.arm_gateway import UNAUTHORIZED
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.gateway import Gateway
from local_stack.simulator.web.routes import SECRETS
from local_stack.simulator.web.routing import ready

RESOURCE = "https://vault.azure.net"

_ALWAYS = {
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Expires": "-1",
    "Strict-Transport-Security": "max-age=31536000;includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "x-ms-keyvault-region": "westeurope",
    "x-ms-keyvault-service-version": "1.9.640.1",
    "x-ms-keyvault-network-info": "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;",
}


def _admit(call: Call) -> None:
    call.backstage.identity.check(call.headers, [RESOURCE])
    permit_secret(call)


def _refused(call: Call, refusal: Refusal) -> Answer:
    form = refusal.form(KEY_VAULT)
    inner = {"innererror": {"code": form.inner}} if form.inner else {}
    authority = f"{call.backstage.addresses.tls}/{call.backstage.identity.tenant_id}"
    challenge = {"WWW-Authenticate": f'Bearer authorization="{authority}", resource="{RESOURCE}"'}
    body = {"error": {"code": form.code, "message": form.message, **inner}}
    return Answer(form.status, body, challenge if form.status == UNAUTHORIZED else {})


def _headers(call: Call, answer: Answer) -> dict[str, str]:
    echoed = call.headers.get("x-ms-client-request-id")
    return {
        **_ALWAYS,
        "Date": call.now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "x-ms-request-id": str(uuid4()),
        **({"x-ms-client-request-id": echoed} if echoed else {}),
        **answer.headers,
    }


KEY_VAULT_GATEWAY = Gateway(
    routes=ready(SECRETS, guarded=True),
    admit=_admit,
    errors=KEY_VAULT,
    refused=_refused,
    headers=_headers,
)
