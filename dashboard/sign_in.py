"""Who may look: whoever has the function's key; or, where App Service authentication is on, whoever has signed in.

Azure says itself that it is on, and then sets a header for who has signed in that nobody outside can set.
https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
"""

from collections.abc import Mapping

import azure.functions as func

SWITCH = "WEBSITE_AUTH_ENABLED"
SIGNED_IN = "X-MS-CLIENT-PRINCIPAL-ID"


def level(environ: Mapping[str, str]) -> func.AuthLevel:
    """Return whether the host asks for a key."""
    return func.AuthLevel.ANONYMOUS if _signs_in(environ) else func.AuthLevel.FUNCTION


def may_look(request: func.HttpRequest, environ: Mapping[str, str]) -> bool:
    """Tell whether somebody has signed in, or the host has asked for a key."""
    return not _signs_in(environ) or bool(request.headers.get(SIGNED_IN))


def _signs_in(environ: Mapping[str, str]) -> bool:
    return environ.get(SWITCH, "").casefold() == "true"
