// What `azd up` creates: a resource group, and everything in it. Nothing here may lie in another resource group:
// `azd down` deletes every group that this deployment has touched. What the app may do elsewhere is access.bicep's.
targetScope = 'subscription'

@description('The name of the azd environment. It is part of the names of what is created.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('The Azure region of everything that is created. Vaults and VMs may be elsewhere.')
param location string

@description('What the app reads: docs/settings.md. Empty is the same as left out.')
param settings object

@description('How Event Grid tells of new VMs: on the queue vm-events, to the function vm_written, or not at all.')
@allowed(['queue', 'function', 'none'])
param vmEvents string

@description('Whether events also go to an Event Grid topic of this deployment, for others to subscribe to.')
param eventTopic bool

@description('Names of functions that are switched off: nightly_backup, say.')
param disabled array

@description('The name of the key vault\'s secret that holds the setting WEBHOOKS; empty for none. Put it there first.')
param webhooksSecret string

@description('How many instances each function may have: docs/scaling.md.')
@minValue(1)
@maxValue(1000)
param instances int

@description('The memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemory int

@description('How many instances of which function never sleep.')
param alwaysReady array

@description('How many messages of a queue an instance takes at once.')
@minValue(1)
@maxValue(32)
param batchSize int

@description('How few of them must be left before it takes more.')
@minValue(0)
@maxValue(32)
param newBatchThreshold int

@description('How the storage account is copied. The messages on it are all that the app knows of what runs.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string

@description('For how many days records of requests are kept, after they were last written.')
@minValue(8)
param recordDays int

@description('For how many days mount scripts are kept, if a mount was not revoked.')
@minValue(1)
param scriptDays int

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int

@description('Object id of who works with `vmbackup`: best a group; empty for nobody.')
param operators string

@description('Object id of who may read mount scripts and passwords, and so any file; empty for nobody.')
param fileReaders string

var tags = { 'azd-env-name': environmentName }
var elsewhere = settings.EVENT_GRID_TOPIC
var suffix = uniqueString(subscription().id, environmentName, location)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${environmentName}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    name: environmentName
    location: location
    tags: tags
    days: logDays
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${suffix}'
    location: location
    tags: tags
    sku: storageSku
    scriptsContainer: settings.SCRIPTS_CONTAINER
    scriptDays: scriptDays
    recordsContainer: settings.RECORDS_CONTAINER
    recordDays: recordDays
    principalId: identity.outputs.principalId
  }
}

module queues 'modules/queues.bicep' = {
  name: 'queues'
  scope: group
  params: {
    accountName: storage.outputs.name
  }
}

module people 'modules/operators.bicep' = if (!empty(operators)) {
  name: 'operators'
  scope: group
  params: {
    accountName: storage.outputs.name
    requests: queues.outputs.requests
    poisoned: queues.outputs.poisoned
    recordsContainer: settings.RECORDS_CONTAINER
    principalId: operators
  }
}

module keyVault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  scope: group
  params: {
    name: 'kv-${suffix}'
    location: location
    tags: tags
    readable: webhooksSecret
    principalId: identity.outputs.principalId
  }
}

module readers 'modules/file-readers.bicep' = if (!empty(fileReaders)) {
  name: 'file-readers'
  scope: group
  params: {
    accountName: storage.outputs.name
    scriptsContainer: settings.SCRIPTS_CONTAINER
    keyVaultName: keyVault.outputs.name
    principalId: fileReaders
  }
}

module topic 'modules/event-topic.bicep' = if (eventTopic) {
  name: 'event-topic'
  scope: group
  params: {
    name: 'evgt-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    name: 'func-${environmentName}-${suffix}'
    location: location
    tags: tags
    settings: settings
    disabled: disabled
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageContainerUrl: storage.outputs.packageContainerUrl
    keyVaultUri: keyVault.outputs.uri
    webhooksSecret: webhooksSecret
    eventTopicEndpoint: eventTopic ? topic!.outputs.endpoint : elsewhere
    insightsConnectionString: monitoring.outputs.connectionString
    instances: instances
    instanceMemory: instanceMemory
    alwaysReady: alwaysReady
    batchSize: batchSize
    newBatchThreshold: newBatchThreshold
  }
}

module events 'modules/vm-events.bicep' = if (vmEvents != 'none') {
  name: 'vm-events'
  scope: group
  params: {
    name: 'evgs-${environmentName}'
    tags: tags
    endpoint: vmEvents
    accountName: storage.outputs.name
    queueName: queues.outputs.vmEvents
    deadLetters: storage.outputs.deadLetters
    appId: app.outputs.id
  }
}

@description('For connect.sh: whom access.bicep gives its roles to.')
output PRINCIPAL_ID string = identity.outputs.principalId

@description('For connect.sh: where the app writes and deletes passwords of mounts.')
output KEY_VAULT_ID string = keyVault.outputs.id

@description('For `vmbackup`, as the setting of the same name: the storage account with the queues.')
output AzureWebJobsStorage__accountName string = storage.outputs.name

@description('For `vmbackup doctor`: where the data roles of the app are looked for.')
output STORAGE_ID string = storage.outputs.id

@description('For `vmbackup`, as the setting of the same name.')
output KEY_VAULT_URI string = keyVault.outputs.uri

@description('The Function App.')
output FUNCTION_APP string = app.outputs.name

@description('Its address: /api/report and /api/dashboard are there.')
output FUNCTION_APP_URL string = app.outputs.url
