using 'access.bicep'

// Where the app is let at. `azd env set VAULT_GROUPS /subscriptions/<guid>/resourceGroups/backup`, several with commas;
// then `azd provision`, which runs connect.sh.
param vaultGroups = filter(split(readEnvironmentVariable('VAULT_GROUPS', ''), ','), id => !empty(id))
param vmSubscriptions = filter(split(readEnvironmentVariable('VM_SUBSCRIPTIONS', ''), ','), id => !empty(id))
param vmGroups = filter(split(readEnvironmentVariable('VM_GROUPS', ''), ','), id => !empty(id))
param restoreGroups = filter(split(readEnvironmentVariable('RESTORE_GROUPS', ''), ','), id => !empty(id))

// Of azd, and of what main.bicep has created.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', '')
param principalId = readEnvironmentVariable('PRINCIPAL_ID', '')
param keyVaultId = readEnvironmentVariable('KEY_VAULT_ID', '')
