// The Function App, on Flex Consumption, and every setting of it.

@description('Its name: no longer than 60 characters.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags object

@description('What the operator chose: docs/settings.md.')
param settings object

@description('Names of functions that are switched off.')
param disabled array

@description('Resource id of the app\'s identity.')
param identityId string

@description('What that identity signs in as.')
param clientId string

@description('The storage account of queues, records, keys and leases.')
param storageName string

@description('Where the package lies.')
param packageContainerUrl string

@description('The key vault for passwords of mounts.')
param keyVaultUri string

@description('The key vault\'s secret with the setting WEBHOOKS; empty for none.')
param webhooksSecret string

@description('The Event Grid topic that events are told to; empty for none.')
param eventTopicEndpoint string

@description('Where logs go.')
param insightsConnectionString string

@description('How many instances each function may have.')
param instances int

@description('The memory of an instance, in MB.')
param instanceMemory int

@description('How many instances of which function never sleep.')
param alwaysReady array

@description('How many messages of a queue an instance takes at once.')
param batchSize int

@description('How few of them must be left before it takes more.')
param newBatchThreshold int

var queueSettings = 'AzureFunctionsJobHost__extensions__queues'

// What follows from the rest of the deployment, and is nobody's choice.
var derived = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  AZURE_CLIENT_ID: clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
  KEY_VAULT_URI: keyVaultUri
  EVENT_GRID_TOPIC: eventTopicEndpoint
  WEBHOOKS: empty(webhooksSecret) ? '' : '@Microsoft.KeyVault(SecretUri=${keyVaultUri}secrets/${webhooksSecret})'
  PYTHON_THREADPOOL_THREAD_COUNT: string(batchSize + newBatchThreshold)
  '${queueSettings}__batchSize': string(batchSize)
  '${queueSettings}__newBatchThreshold': string(newBatchThreshold)
}

var switches = toObject(disabled, each => 'AzureWebJobs.${each}.Disabled', each => 'true')

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      runtime: { name: 'python', version: '3.13' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: instances
        alwaysReady: alwaysReady
      }
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, derived, switches)
}

// azd signs in as who runs it; nobody needs a password.
resource passwords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [for door in ['ftp', 'scm']: {
  parent: app
  name: door
  properties: { allow: false }
}]

@description('Its resource id.')
output id string = app.id

@description('Its name.')
output name string = app.name

@description('Its address.')
output url string = 'https://${app.properties.defaultHostName}'
