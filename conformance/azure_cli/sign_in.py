"""Signing in at simulated Entra ID, over TLS with a private CA, in a cloud of its own."""

from conformance.pattern import Pattern, Some
from conformance.stories import Story, az

_CLOUD = (
    az(
        "cloud register -n Simulator --skip-endpoint-discovery --endpoint-resource-manager $arm/"
        " --endpoint-active-directory $arm --endpoint-active-directory-resource-id $arm/"
        " --endpoint-management $arm/ --suffix-storage-endpoint core.windows.net"
    ),
    az("cloud set -n Simulator", says="Switched active cloud to 'Simulator'"),
)
_SUBSCRIPTION = {"id": "$subscription", "tenantId": "$tenant", "state": "Enabled"}
_VAULTS = az("backup vault list", Some({"name": "nightly"}))


def _user(name: str) -> Pattern:
    return [_SUBSCRIPTION | {"user": {"name": name, "type": "servicePrincipal"}}]


# All other stories go on from here.
SIGN_IN = Story(
    "sign in",
    (
        *_CLOUD,
        az(
            "login --service-principal -u $client -p wrong --tenant $tenant",
            exit_code=1,
            says="AADSTS7000215: Invalid client secret",
        ),
        az("login --service-principal -u $client -p $secret --tenant $tenant", _user("$client")),
        az("account set -s $subscription"),
        az("account show", _SUBSCRIPTION | {"environmentName": "Simulator"}),
        az("account list", _user("$client")),
        az("account get-access-token", {"accessToken": str, "tokenType": "Bearer", "tenant": "$tenant"}),
        az("group list", Some({"name": "backup", "location": "westeurope"})),
        az("group show -n shop", {"name": "shop", "properties": {"provisioningState": "Succeeded"}}),
    ),
    signed_in=False,
)

MANAGED_IDENTITY = Story(
    "as identity",
    (*_CLOUD, az("login --identity", _user("systemAssignedIdentity")), _VAULTS),
    environment={"IDENTITY_ENDPOINT": "$msi", "IDENTITY_HEADER": "$msi_header"},
    signed_in=False,
)

FEDERATED = Story(
    "federated",
    (
        *_CLOUD,
        az("login --service-principal -u $client --federated-token anything --tenant $tenant", _user("$client")),
        _VAULTS,
    ),
    signed_in=False,
)

# The shortest way: az asks the simulator what clouds there are, and finds one.
ONLY_CLOUD = Story(
    "only cloud",
    (
        az("cloud list", Some({"name": "Simulator", "endpoints": {"resourceManager": "$arm"}})),
        az("login --service-principal -u $client -p $secret --tenant $tenant", _user("$client")),
        _VAULTS,
    ),
    environment={"ARM_CLOUD_METADATA_URL": "$arm/metadata/endpoints?api-version=2022-09-01"},
    signed_in=False,
)
