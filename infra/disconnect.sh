#!/bin/sh
# Take the app's roles on vaults and VMs back, and no more than that. azd runs this before `azd down`.
set -eu
stack="vm-backup-$AZURE_ENV_NAME"
found=$(az stack sub list --subscription "$AZURE_SUBSCRIPTION_ID" --query "[?name=='$stack'].name" --output tsv)
test -n "$found" || { echo "no stack $stack: there is nothing to take back"; exit 0; }
exec az stack sub delete --name "$stack" --subscription "$AZURE_SUBSCRIPTION_ID" \
  --action-on-unmanage deleteResources --yes
