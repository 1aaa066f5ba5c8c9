"""Who writes in simulated Azure: an invented user, with the personal data that real events carry."""

from uuid import NAMESPACE_URL, uuid5

from local_stack.simulator.state.event_grid import Write
from local_stack.simulator.state.runs import Json
from local_stack.simulator.tenant import TENANT

_SCHEMAS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
_ENTRA = "http://schemas.microsoft.com/identity/claims"
_STS = f"https://sts.windows.net/{TENANT}/"
_PERSON = "55555555-5555-5555-5555-555555555555"
_ADDRESS = "203.0.113.7"

CLAIMS: Json = {
    "aud": "https://management.core.windows.net/",
    "iss": _STS,
    "iat": "1795000000",
    "nbf": "1795000000",
    "exp": "1795003900",
    "appid": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    "appidacr": "2",
    "groups": "66666666-6666-6666-6666-666666666666",
    "ipaddr": _ADDRESS,
    "name": "Robin Example",
    "puid": "10032000FFFFFFFF",
    "uti": "AAAAAAAAAAAAAAAAAAAAAA",
    "ver": "1.0",
    f"{_SCHEMAS}/givenname": "Robin",
    f"{_SCHEMAS}/surname": "Example",
    f"{_SCHEMAS}/name": "robin.example@contoso.com",
    f"{_SCHEMAS}/upn": "robin.example@contoso.com",
    f"{_ENTRA}/identityprovider": _STS,
    f"{_ENTRA}/objectidentifier": _PERSON,
    f"{_ENTRA}/scope": "user_impersonation",
    f"{_ENTRA}/tenantid": TENANT,
}

AUTHORIZATION: Json = {
    "role": "Contributor",
    "roleAssignmentId": uuid5(NAMESPACE_URL, "assignment").hex,
    "roleDefinitionId": "b24988ac618042a0ab8820f7382dd24c",
    "principalId": _PERSON.replace("-", ""),
    "principalType": "User",
}


def http_request(write: Write) -> Json:
    """Show the request of an update, which Azure does not for a creation (MicrosoftDocs/azure-docs#12164)."""
    return {
        "clientRequestId": write.correlation_id,
        "clientIpAddress": _ADDRESS,
        "method": write.method,
        "url": f"https://management.azure.com{write.resource}?api-version=2024-07-01",
    }
