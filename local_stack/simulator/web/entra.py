"""Entra ID, and the two doors by which a managed identity gets its token."""

from local_stack.simulator.entra_errors import ENTRA
from local_stack.simulator.errors import Refusal, refuse
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call


def openid_configuration(call: Call) -> Answer:
    """Describe the tenant, as MSAL asks before its first token."""
    tenant = f"{call.origin}/{call.names['tenant']}"
    body = {
        "issuer": f"{tenant}/v2.0",
        "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
        "token_endpoint": f"{tenant}/oauth2/v2.0/token",
        "device_authorization_endpoint": f"{tenant}/oauth2/v2.0/devicecode",
        "jwks_uri": f"{tenant}/discovery/v2.0/keys",
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "tenant_region_scope": "EU",
    }
    return Answer(200, body)


def instance_discovery(call: Call) -> Answer:
    """Tell that this host is an authority of its own."""
    host = call.origin.split("://")[1]
    body = {
        "tenant_discovery_endpoint": f"{call.origin}/common/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
    }
    return Answer(200, body)


def token(call: Call) -> Answer:
    """Give an application its token, for its secret or for a federated assertion."""
    identity, form = call.backstage.identity, call.form
    if form.get("grant_type") != "client_credentials":
        return _no_token(refuse("WrongGrant", grant=form.get("grant_type", "")))
    if form.get("client_id") != identity.client_id or call.names["tenant"] != identity.tenant_id:
        return _no_token(refuse("UnknownApplication", client=form.get("client_id", ""), tenant=call.names["tenant"]))
    if form.get("client_secret") != identity.client_secret and not form.get("client_assertion"):
        return _no_token(refuse("WrongSecret"))
    audience = form.get("scope", "").removesuffix("/.default")
    seconds = identity.token_seconds
    body = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds}
    return Answer(200, body | {"access_token": identity.issue(audience)})


def app_service_token(call: Call) -> Answer:
    """Give a function app's managed identity its token; the header proves the caller is the app."""
    if call.headers.get("X-IDENTITY-HEADER") != call.backstage.identity.identity_header:
        return Answer(401, {"statusCode": 401, "message": "Unauthorized"})
    return Answer(200, _managed_token(call))


def instance_metadata_token(call: Call) -> Answer:
    """Give a VM's managed identity its token; without the Metadata header the service refuses, as a probe expects."""
    if call.headers.get("Metadata", "").lower() != "true":
        return _no_token(refuse("NoMetadataHeader"))
    return Answer(200, _managed_token(call) | {"expires_in": str(call.backstage.identity.token_seconds)})


def clouds(call: Call) -> Answer:
    """Describe this host as the only cloud, in both forms that `az` knows."""
    cloud = {
        "name": "Simulator",
        "resourceManager": call.origin,
        "authentication": {
            "loginEndpoint": call.origin,
            "audiences": [call.origin, "https://management.azure.com"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {"storage": "core.windows.net", "keyVaultDns": "vault.azure.net"},
    }
    # `az cloud register` insists on one cloud alone, as Azure Stack answers, and asks by `requests`; what stands in
    # ARM_CLOUD_METADATA_URL has to be a list, and is read by urllib (azure-cli 2.91, cloud/custom.py, core/cloud.py).
    alone = call.headers.get("User-Agent", "").startswith("python-requests/")
    return Answer(200, cloud if alone else [cloud])


def _managed_token(call: Call) -> Json:
    identity, resource = call.backstage.identity, call.query.get("resource", "")
    holder = call.query.get("client_id", identity.managed_id)
    return {
        "access_token": identity.issue(resource, holder),
        "client_id": holder,
        "expires_on": str(identity.expires_on()),
        "resource": resource,
        "token_type": "Bearer",
    }


def _no_token(refusal: Refusal) -> Answer:
    form = refusal.form(ENTRA)
    return Answer(form.status, {"error": form.code, "error_description": form.message})
