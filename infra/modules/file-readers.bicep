// Who may mount a recovery point: mount scripts and their passwords are theirs to read. With the right to send to
// `restore-files` that is every file of every VM, so that nobody has it unless it is said.

@description('The storage account.')
param accountName string

@description('The container of mount scripts.')
param scriptsContainer string

@description('The key vault with their passwords.')
param keyVaultName string

@description('Object id of a group, or of one person.')
param principalId string

var blobReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: accountName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: account
  name: 'default'
}

resource scripts 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' existing = {
  parent: blobs
  name: scriptsContainer
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keyVaultName
}

resource fetching 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scripts.id, principalId, blobReader)
  scope: scripts
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobReader)
    principalId: principalId
  }
}

resource opening 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: principalId
  }
}
