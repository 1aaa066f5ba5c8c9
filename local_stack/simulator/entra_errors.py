"""Every error of simulated Entra ID and its managed identities; same words of evidence as in errors.py."""

from local_stack.simulator.errors import ErrorForm

_NOT_YOURS = "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value."
_NOBODY = "AADSTS700016: Application with identifier '{client}' was not found in the directory '{tenant}'."
_ONLY_APPLICATIONS = "AADSTS70003: The app requested an unsupported grant type '{grant}'."

ENTRA = {
    "WrongSecret": ErrorForm(401, "invalid_client", _NOT_YOURS, "documented"),
    "UnknownApplication": ErrorForm(400, "unauthorized_client", _NOBODY, "documented"),
    "WrongGrant": ErrorForm(400, "unsupported_grant_type", _ONLY_APPLICATIONS, "documented"),
    "NoMetadataHeader": ErrorForm(400, "invalid_request", "Required metadata header not specified", "documented"),
}
