"""The headers every answer carries, as recorded."""

from uuid import uuid4

from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.quotas import quota_headers

_ALWAYS = {
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Expires": "-1",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Server": "Kestrel",
}

_REGION = "WESTEUROPE"


def headers(call: Call, answer: Answer) -> dict[str, str]:
    """Add to an answer's own headers those of ARM's gateway."""
    request_id, now = str(uuid4()), call.now
    caller = f"tenantId={call.backstage.identity.tenant_id},objectId={call.principal}"
    echoed = call.headers.get("x-ms-client-request-id")
    return {
        **_ALWAYS,
        "Date": now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "x-ms-request-id": request_id,
        "x-ms-correlation-request-id": request_id,
        "x-ms-routing-request-id": f"{_REGION}:{now:%Y%m%dT%H%M%SZ}:{request_id}",
        "x-ms-operation-identifier": f"{caller}/{_REGION.lower()}/{uuid4()}",
        **quota_headers(call, answer),
        **({"x-ms-client-request-id": echoed} if echoed else {}),
        **answer.headers,
    }
