#!/bin/sh
# Let the app at its vaults and VMs: infra/access.bicep, as a deployment stack. azd runs this after each provision.
# What is no longer named in VAULT_GROUPS and the others loses its role assignments; nothing else is ever deleted.
set -eu
exec az stack sub create --name "vm-backup-$AZURE_ENV_NAME" --subscription "$AZURE_SUBSCRIPTION_ID" \
  --location "$AZURE_LOCATION" --template-file "$(dirname "$0")/access.bicep" \
  --parameters "$(dirname "$0")/access.bicepparam" \
  --action-on-unmanage deleteResources --deny-settings-mode none --yes --output none
