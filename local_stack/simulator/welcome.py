"""What the command line prints at the start: where everything is, and lines to copy for every kind of client."""

from string import Formatter

from local_stack.simulator.simulator import Simulator

_WELCOME = """\
Azure is simulated here until Ctrl-C:
  Resource Manager  {arm}  and  {armTls}
  Entra ID          {armTls}/{tenantId}
  managed identity  IDENTITY_ENDPOINT={identityEndpoint} IDENTITY_HEADER={identityHeader}
  application       {clientId}, secret {clientSecret}
  key vault         {keyVaultUri}
  CA of the TLS     {caFile}
  faults, outcomes, journal, clock, quotas, errors: {arm}/_simulator
  subscription      {subscription}
  vault             {vault}
  VM                {vm}
  to restore with   staging account {staging}
                    target group {targetGroup}
                    subnet {subnet}

With az, in a shell of its own, whose sign-in leaves your own alone:
  export AZURE_CONFIG_DIR=$(mktemp -d) REQUESTS_CA_BUNDLE={caFile} SSL_CERT_FILE={caFile}
  export AZURE_CORE_INSTANCE_DISCOVERY=false AZURE_CORE_COLLECT_TELEMETRY=false
  az cloud register -n Simulated --endpoint-resource-manager {armTls}
  az cloud set -n Simulated
  az login --service-principal -u {clientId} -p {clientSecret} --tenant {tenantId}
  az backup vault list -o table
  az backup protection enable-for-vm -g {vaultGroup} -v {vaultName} --vm {vm} -p DefaultPolicy
  az backup protection backup-now -g {vaultGroup} -v {vaultName} -c {vmName} -i {vmName} --backup-management-type AzureIaasVM
  POINT=$(az backup recoverypoint list -g {vaultGroup} -v {vaultName} -c {vmName} -i {vmName} --backup-management-type AzureIaasVM --query [0].name -o tsv)
  az backup restore restore-disks -g {vaultGroup} -v {vaultName} -c {vmName} -i {vmName} -r $POINT --storage-account {staging} --target-resource-group {targetGroup}

With Microsoft's SDK for Python, in a shell with REQUESTS_CA_BUNDLE={caFile}:
  # pip install azure-identity azure-mgmt-recoveryservices azure-mgmt-recoveryservicesbackup
  from azure.identity import ClientSecretCredential
  from azure.mgmt.recoveryservices import RecoveryServicesClient
  from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
  credential = ClientSecretCredential("{tenantId}", "{clientId}", "{clientSecret}", authority="{armTls}", disable_instance_discovery=True)
  vaults = RecoveryServicesClient(credential, "{subscription}", base_url="{armTls}").vaults
  backup = RecoveryServicesBackupClient(credential, "{subscription}", base_url="{armTls}", polling_interval=1)

With curl:
  TOKEN=$(curl -s -H 'X-IDENTITY-HEADER: {identityHeader}' '{identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com' | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
  curl -s -H "Authorization: Bearer $TOKEN" '{arm}{vault}?api-version=2026-11-01'
"""  # noqa: E501 - lines to copy stay whole


def places(simulator: Simulator) -> dict[str, str]:
    """Tell where a started simulator is, and what opens it."""
    return {
        "arm": simulator.url,
        "armTls": simulator.tls_url,
        "identityEndpoint": simulator.identity_endpoint,
        "identityHeader": simulator.identity_header,
        "tenantId": simulator.tenant_id,
        "clientId": simulator.client_id,
        "clientSecret": simulator.client_secret,
        "keyVaultUri": simulator.key_vault_uri,
        "caFile": simulator.ca_file,
    }


def welcome(simulator: Simulator) -> str:
    """Tell a person the same, with lines to copy; those are left out whose names the world has not."""
    known = {**places(simulator), **simulator.landmarks()}
    lines = _WELCOME.splitlines(keepends=True)
    return "".join(line.format(**known) for line in lines if _names_in(line) <= known.keys())


def _names_in(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
