// The storage account: no keys, no public blobs, and what is deleted when.

@description('Its name: 3 to 24 lower-case letters and digits.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags object

@description('How it is copied.')
param sku string

@description('The container of mount scripts.')
param scriptsContainer string

@description('For how many days a script is kept at most; a mount ends after half a day.')
param scriptDays int

@description('The container of what the app remembers between steps.')
param recordsContainer string

@description('For how many days a record is kept after it was last written.')
param recordDays int

@description('The app\'s identity.')
param principalId string

var packageContainer = 'app-package'
var deadLetters = 'dead-letters'
var containers = [packageContainer, scriptsContainer, recordsContainer, deadLetters]
var kept = [
  { name: 'scripts', container: scriptsContainer, days: scriptDays }
  { name: 'records', container: recordsContainer, days: recordDays }
  { name: 'dead-letters', container: deadLetters, days: recordDays }
]
var deletions = map(kept, rule => {
  name: rule.name
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${rule.container}/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: rule.days } } }
  }
})

// What Microsoft wants of the identity of a Functions host (docs/permissions.md, Storage); and the right to tables of
// requests, which the app makes and deletes itself.
var roles = {
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = [for each in containers: {
  parent: blobs
  name: each
  properties: { publicAccess: 'None' }
}]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  properties: { policy: { rules: deletions } }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in items(roles): {
  name: guid(account.id, principalId, role.value)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}]

@description('Its resource id.')
output id string = account.id

@description('Its name; as an output, so that others wait for it and its roles.')
output name string = account.name

@description('Where the app\'s package lies.')
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packageContainer}'

@description('The container of events that Event Grid could not deliver.')
output deadLetters string = deadLetters
