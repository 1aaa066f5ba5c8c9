"""Every error the simulated Key Vault gives by itself; same words of evidence as in errors.py.

Where a name stands there, too, it is the same mistake, written as a key vault writes it.
"""

from local_stack.simulator.errors import ErrorForm

_UNAUTHORIZED = 401, "Unauthorized"
_NO_BEARER = "AKV10000: Request is missing a Bearer or PoP token."
_OTHER_AUDIENCE = "AKV10022: Invalid audience. Expected https://vault.azure.net, found: {audience}."
_BAD_SIGNATURE = "AKV10046: Unable to resolve the key used for signature validation."
_EXPIRED = "Error validating token: IDX10223"
_NOT_FOUND = (
    "A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be "
    "able to recover it using the correct recovery command. For help resolving this issue, please see "
    "https://go.microsoft.com/fwlink/?linkid=2125182"
)
_DELETED = (
    "Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; "
    "in this state, the secret can only be recovered or purged."
)
_DISABLED = "Operation get is not allowed on a disabled secret."
_FORBIDDEN = (
    "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role "
    "definitions were changed recently, please observe propagation time.\r\n"
)
# As quoted in piyushsachdeva/Terraform_AKS#2.
_NOT_PERMITTED = (
    f"{_FORBIDDEN}Caller: appid={{client}};oid={{client}}\r\nAction: '{{action}}'\r\nResource: '{{scope}}'\r\n"
    "Assignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\n"
)
_THROTTLED = "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"

KEY_VAULT = {
    "NoToken": ErrorForm(*_UNAUTHORIZED, _NO_BEARER, "documented"),
    "WrongAudience": ErrorForm(*_UNAUTHORIZED, _OTHER_AUDIENCE, "documented"),
    "BadToken": ErrorForm(*_UNAUTHORIZED, _BAD_SIGNATURE, "documented"),
    "ExpiredToken": ErrorForm(*_UNAUTHORIZED, _EXPIRED, "documented"),
    "SecretNotFound": ErrorForm(404, "SecretNotFound", _NOT_FOUND, "documented"),
    "DeletedSecretNotFound": ErrorForm(404, "SecretNotFound", "Deleted Secret not found: {name}", "documented"),
    "SecretDeleted": ErrorForm(409, "Conflict", _DELETED, "documented", "ObjectIsDeletedButRecoverable"),
    "SecretDisabled": ErrorForm(403, "Forbidden", _DISABLED, "documented", "SecretDisabled"),
    "WrongName": ErrorForm(400, "BadParameter", "The request URI contains an invalid name: {name}", "documented"),
    "WrongInput": ErrorForm(400, "BadParameter", "The request is not in the proper form.", "invented"),
    "NoJson": ErrorForm(400, "BadParameter", "The request content is not valid: '{reason}'.", "invented"),
    "MissingVersion": ErrorForm(400, "BadParameter", "api-version must be specified", "invented"),
    "NoRoute": ErrorForm(404, "NotFound", "The simulator does not serve '{method} {path}'.", "invented"),
    "NotPermitted": ErrorForm(403, "Forbidden", _NOT_PERMITTED, "documented", "ForbiddenByRbac"),
    # Answered only where a fault asks for the status.
    "403": ErrorForm(403, "Forbidden", _FORBIDDEN, "documented", "ForbiddenByRbac"),
    "429": ErrorForm(429, "Throttled", _THROTTLED, "documented"),
    "500": ErrorForm(500, "InternalServerError", "The service failed to process the request.", "invented"),
    "503": ErrorForm(503, "ServiceUnavailable", "The service is temporarily unavailable.", "invented"),
}
