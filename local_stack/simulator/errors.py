"""Every error the simulator gives by itself, one line each. `GET /_simulator` shows this list.

Those of restores are in restore_errors.py, of vaults and policies in vault_errors.py, of its Key Vault in
key_vault_errors.py, of Entra ID in entra_errors.py; error_list.py has all of them.

"recorded" in real traffic; "documented" by Microsoft, or quoted from Azure in a public issue;
"invented" where nothing shows the real answer: the code or the HTTP status may differ in Azure.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

type Evidence = Literal["recorded", "documented", "invented"]


class ErrorForm(NamedTuple):
    """How one error looks on the wire; `inner` is the code of its innererror, `remedy` what a validation recommends."""

    status: int
    code: str
    message: str
    evidence: Evidence
    inner: str = ""
    remedy: str = ""


class Refusal(Exception):
    """A request Azure refuses: the name of the error, and the values that its form asks for."""

    def __init__(self, error: str, values: Mapping[str, str]) -> None:
        super().__init__(error, values)
        self.error = error
        self.values = values

    def form(self, errors: Mapping[str, ErrorForm]) -> ErrorForm:
        """Fill in the form that whoever refuses has for this error."""
        form = errors[self.error]
        return form._replace(code=form.code.format(**self.values), message=form.message.format(**self.values))


_NO_RESOURCE = (
    "The Resource '{type}/{name}' under resource group '{group}' was not found. "
    "For more details please go to https://aka.ms/ARMResourceNotFoundFix"
)
_NO_GROUP = "Resource group '{group}' could not be found."
_ELSEWHERE_ALREADY = (
    "The resource '{name}' already exists in location '{location}' in resource group '{group}'. A resource with the "
    "same name cannot be created in location '{wanted}'. Please select a new resource name."
)
_NO_LOCATION = (
    "The provided location '{location}' is not available for resource type 'Microsoft.RecoveryServices/vaults'. "
    "List of available regions for the resource type is '{available}'."
)
_NO_SUBSCRIPTION = "The subscription '{subscription}' could not be found."
_NO_VERSION = "The api-version query parameter (?api-version=) is required for all requests."
_NO_JSON = "The request content was invalid and could not be deserialized: '{reason}'."
_NO_HEADER = "Authentication failed. The 'Authorization' header is missing."
_OTHER_AUDIENCE = "The access token has been obtained for wrong audience or resource '{audience}'."
_EXPIRED = "The access token expiry UTC time '{expiry}' is earlier than current UTC time '{now}'."
_NOT_PERMITTED = (
    "The client '{client}' with object id '{client}' does not have authorization to perform action '{action}' "
    "over scope '{scope}' or the scope is invalid. "
    "If access was recently granted, please refresh your credentials."
)
_THROTTLED = (
    "Number of requests for action '{action}' exceeded the limit of '{limit}' for time interval '01:00:00'. "
    "Please try again after '{seconds}' seconds."
)
_TOO_FAST = (
    "Number of '{kind}' requests for subscription '{subscription}' actor '{actor}' exceeded. "
    "Please try again after '{seconds}' seconds."
)
_NO_HOST = "Host name resolution failed for 'Microsoft.RecoveryServices'; cannot fulfill the request."
_NO_ANSWER = (
    "The gateway did not receive a response from 'Microsoft.RecoveryServices' within the specified time period."
)

_PAGE = "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"

_GONE = "Item not found.\r\nSelected item might have been deleted. Please check if item is registered to the vault."
_WRONG_ITEM = (
    "Input for configure protection is not in proper format\r\n"
    "Please ensure that container exists and other parameters are in valid format"
)
_WRONG_INPUT = "Input provided for the call is invalid\r\nPlease check the required inputs"
_WRONG_POLICY = (
    "Input for create or update policy is not in proper format. Please check format of parameters "
    "like schedule time, schedule days, retention time and retention days"
)
_NO_POLICY = "Backup policy '{policy}' was not found in the vault."
_ELSEWHERE = (
    "Virtual machine is already registered\\registering with another recovery services vault "
    "Please select a different virtual machine for registration."
)
_IMMUTABLE = (
    "The Vault and Bakcup Item is in Immutable state where destructive operations are not supported. "
    "The Vault and Backup Item is immutable, hence operation is denied. "
    "Refer to the documentation to learn more: https://aka.ms/AB-ImmutableVaults-States "
)
_EMPTY_IT = (
    "{items}\nPlease ensure all containers have been unregistered from the vault and all "
    "private endpoints associated with the vault have been deleted, and retry operation. "
    "For more details, see https://aka.ms/AB-AA4ecq5"
)
_NOT_EMPTY = (
    "Recovery Services vault cannot be deleted as there are backup items in soft deleted state in the vault. "
    "The soft deleted items are permanently deleted after 14 days of delete operation. "
    "Please try vault deletion after the backup items are permanently deleted and there is no item in soft deleted "
    "state left in the vault.For more information, refer https://aka.ms/SoftDeleteCloudWorkloads. "
    f"The registered items are : {_EMPTY_IT}"
)
_IN_USE = f"Vault cannot be deleted as there are existing resources within the vault. : {_EMPTY_IT}"
_LOCKED = "Another operation is in progress on the selected item."
_BUSY = "Unable to initiate backup as another backup operation is currently in progress."
_MOUNTED = "A file restore session is active for the recovery point '{point}'. Renew or revoke it."
_NOT_MOUNTED = "The operation '{operation}' has no active file restore session."
_INTERNAL = (
    "The REST API call encountered an internal error.\r\nWait for a few minutes and then try the operation again. "
    "If the issue persists, please contact Microsoft support."
)

# ARM's gateway: the body holds code and message only.
GATEWAY = {
    "VaultNotFound": ErrorForm(404, "ResourceNotFound", _NO_RESOURCE, "recorded"),
    "ResourceNotFound": ErrorForm(404, "ResourceNotFound", _NO_RESOURCE, "documented"),
    "GroupNotFound": ErrorForm(404, "ResourceGroupNotFound", _NO_GROUP, "documented"),
    "OtherLocation": ErrorForm(409, "InvalidResourceLocation", _ELSEWHERE_ALREADY, "documented"),
    "NoSuchLocation": ErrorForm(400, "LocationNotAvailableForResourceType", _NO_LOCATION, "documented"),
    "SubscriptionNotFound": ErrorForm(404, "SubscriptionNotFound", _NO_SUBSCRIPTION, "documented"),
    "NoRoute": ErrorForm(404, "InvalidResourceType", "The simulator does not serve '{method} {path}'.", "invented"),
    "MissingVersion": ErrorForm(400, "MissingApiVersionParameter", _NO_VERSION, "documented"),
    "NoJson": ErrorForm(400, "InvalidRequestContent", _NO_JSON, "documented"),
    "NoToken": ErrorForm(401, "AuthenticationFailed", _NO_HEADER, "documented"),
    "BadToken": ErrorForm(401, "InvalidAuthenticationToken", "The access token is invalid.", "documented"),
    "WrongAudience": ErrorForm(401, "InvalidAuthenticationTokenAudience", _OTHER_AUDIENCE, "documented"),
    "ExpiredToken": ErrorForm(401, "ExpiredAuthenticationToken", _EXPIRED, "documented"),
    # Quoted from Azure in cloudquery/cloudquery#16133.
    "NotPermitted": ErrorForm(403, "AuthorizationFailed", _NOT_PERMITTED, "documented"),
    # Quoted from Azure in public code of 2026.
    "CallerThrottled": ErrorForm(429, "SubscriptionRequestsThrottled", _TOO_FAST, "documented"),
    "429": ErrorForm(429, "ResourceRequestsThrottled", _THROTTLED, "recorded"),
    # Answered only where a fault asks for the status.
    "502": ErrorForm(502, "InvalidGatewayHost", _NO_HOST, "recorded"),
    "503": ErrorForm(503, "ServiceUnavailable", "The service is temporarily unavailable.", "invented"),
    "504": ErrorForm(504, "GatewayTimeout", _NO_ANSWER, "recorded"),
}

# Azure Backup: the body holds target, details and innerError, too.
SERVICE = {
    "ItemNotFound": ErrorForm(404, "BMSUserErrorDataSourceObjectNotFound", _GONE, "documented"),
    "WrongItem": ErrorForm(400, "BMSUserErrorInvalidConfigureProtectionRequest", _WRONG_ITEM, "documented"),
    "WrongInput": ErrorForm(400, "BMSUserErrorInvalidInput", _WRONG_INPUT, "documented"),
    "WrongPolicy": ErrorForm(400, "BMSUserErrorInvalidPolicyInput", _WRONG_POLICY, "documented"),
    "Immutable": ErrorForm(400, "UserErrorOperationDeniedOnImmutableItem", _IMMUTABLE, "documented"),
    "VaultNotEmpty": ErrorForm(400, "ServiceResourceNotEmptyWithBackendMessage", _NOT_EMPTY, "recorded"),
    "VaultInUse": ErrorForm(400, "ServiceResourceNotEmptyWithBackendMessage", _IN_USE, "documented"),
    # The codes and messages of these three are documented, their HTTP form is not.
    "Locked": ErrorForm(409, "BMSUserErrorObjectLocked", _LOCKED, "invented"),
    "BackupRunning": ErrorForm(409, "UserErrorBackupOperationInProgress", _BUSY, "invented"),
    "ProtectedElsewhere": ErrorForm(400, "VirtualMachineAlreadyProtected", _ELSEWHERE, "invented"),
    "DiscoveryRunning": ErrorForm(409, "DiscoveryInProgress", "Another discovery is in progress.", "invented"),
    "PolicyNotFound": ErrorForm(404, "BMSUserErrorPolicyNotFound", _NO_POLICY, "invented"),
    "UnknownPolicy": ErrorForm(400, "BMSUserErrorPolicyNotFound", _NO_POLICY, "invented"),
    "NotProtected": ErrorForm(400, "BMSUserErrorProtectionStopped", "The item has no policy.", "invented"),
    "JobNotFound": ErrorForm(404, "BMSUserErrorJobNotFound", "Job '{job}' was not found.", "invented"),
    # The API has `renewExistingRegistration` for it; what it says without, nothing shows.
    "SessionActive": ErrorForm(409, "UserErrorIlrSessionAlreadyActive", _MOUNTED, "invented"),
    "SessionNotActive": ErrorForm(400, "UserErrorIlrSessionNotActive", _NOT_MOUNTED, "invented"),
    "OperationNotFound": ErrorForm(404, "BMSUserErrorOperationNotFound", "No operation '{operation}'.", "invented"),
    "PointNotFound": ErrorForm(404, "BMSUserErrorRecoveryPointNotFound", "No recovery point '{point}'.", "invented"),
    # What a Location answers once its operation has failed; code and message are the operation's.
    "OperationFailed": ErrorForm(400, "{code}", "{reason}", "invented"),
    # Answered only where a fault asks for the status.
    "500": ErrorForm(500, "RestApiInternalError", _INTERNAL, "recorded"),
}

# What a proxy before ARM answers when it is overstrained: a page, no JSON.
PAGES = {
    "502 page": ErrorForm(502, "502 Bad Gateway", _PAGE, "invented"),
    "504 page": ErrorForm(504, "504 Gateway Time-out", _PAGE, "invented"),
}

ERRORS = GATEWAY | SERVICE


def refuse(error: str, **values: str) -> Refusal:
    """Refuse with one of ERRORS, RESTORE, VAULT, KEY_VAULT or ENTRA, and the values its message asks for."""
    return Refusal(error, values)
