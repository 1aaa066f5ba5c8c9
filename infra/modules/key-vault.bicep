// Where passwords of mounts lie. The app may write and delete them, by access.bicep, and cannot read one.

@description('Its name: 3 to 24 letters, digits and hyphens.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags object

@description('The one secret that the app may read, as a setting; empty for none.')
param readable string

@description('The app\'s identity.')
param principalId string

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    softDeleteRetentionInDays: 7 // the least: a password is of no use after 12 hours
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' existing = {
  parent: vault
  name: empty(readable) ? 'none' : readable
}

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(readable)) {
  name: guid(vault.id, readable, principalId, secretsUser)
  scope: secret
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

@description('Its resource id.')
output id string = vault.id

@description('Its name; as an output, so that others wait for it.')
output name string = vault.name

@description('Its address, with a slash at its end.')
output uri string = vault.properties.vaultUri
