"""The headers every answer carries, as recorded."""

from uuid import uuid4

from local_stack.simulator.web.call import Answer, Call

_ALWAYS = {
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Expires": "-1",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Server": "Kestrel",
}

# The first call of an hour leaves limit - 1 (reference: limits and quotas, recordings of 2024).
_QUOTAS = {
    "GET": ("resource-requests", "299"),
    "DELETE": ("deletes", "199"),
}
_WRITES = ("writes", "199")
_READS_OF_JOBS = ("resource-requests", "449")
_REGION = "WESTEUROPE"


def headers(call: Call, answer: Answer) -> dict[str, str]:
    """Add to an answer's own headers those of ARM's gateway."""
    request_id, now = str(uuid4()), call.now
    quota, remaining = _quota(call)
    identity = call.backstage.identity
    caller = f"tenantId={identity.tenant_id},objectId={identity.client_id}"
    echoed = call.headers.get("x-ms-client-request-id")
    return {
        **_ALWAYS,
        "Date": now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "x-ms-request-id": request_id,
        "x-ms-correlation-request-id": request_id,
        "x-ms-routing-request-id": f"{_REGION}:{now:%Y%m%dT%H%M%SZ}:{request_id}",
        "x-ms-operation-identifier": f"{caller}/{_REGION.lower()}/{uuid4()}",
        f"x-ms-ratelimit-remaining-subscription-{quota}": remaining,
        **({"x-ms-client-request-id": echoed} if echoed else {}),
        **answer.headers,
    }


def _quota(call: Call) -> tuple[str, str]:
    if call.method == "GET" and "/backupjobs" in call.path.lower():
        return _READS_OF_JOBS
    return _QUOTAS.get(call.method, _WRITES)
