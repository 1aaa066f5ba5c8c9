// A role of the app on its key vault.

@description('The key vault.')
param name string

@description('The GUID of the role\'s definition.')
param role string

@description('The app\'s identity.')
param principalId string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: name
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, role)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
