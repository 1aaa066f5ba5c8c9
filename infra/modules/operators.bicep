// What those may do who work with `vmbackup`: send requests, one queue each, look, and take care of poison. Not write
// where the app alone writes: whoever may do that could claim any success (SECURITY.md).

@description('The storage account.')
param accountName string

@description('The queues of requests.')
param requests array

@description('The poison queues.')
param poisoned array

@description('The container of what the app remembers: how requests have ended.')
param recordsContainer string

@description('Object id of a group, or of one person.')
param principalId string

var messageSender = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
var messageProcessor = '8a0f0c08-91a1-4084-bc3d-661d67233fed'
var blobReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var lookers = {
  queueReader: '19e7f393-937e-4f77-808e-94535e297925'
  tableReader: '76199698-9eea-4c19-bc75-cec21354c6b6'
}
var grants = concat(
  map(requests, name => { queue: name, role: messageSender }),
  map(poisoned, name => { queue: name, role: messageProcessor })
)

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: accountName
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2026-04-01' existing = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2026-04-01' existing = [for grant in grants: {
  parent: queues
  name: grant.queue
}]

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: account
  name: 'default'
}

resource records 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' existing = {
  parent: blobs
  name: recordsContainer
}

resource queueing 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (grant, index) in grants: {
  name: guid(account.id, grant.queue, principalId, grant.role)
  scope: queue[index]
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role)
    principalId: principalId
  }
}]

resource looking 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in items(lookers): {
  name: guid(account.id, principalId, role.value)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    principalId: principalId
  }
}]

resource recalling 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(records.id, principalId, blobReader)
  scope: records
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobReader)
    principalId: principalId
  }
}
