// An Event Grid topic that the app tells its events to, for others to subscribe to: docs/telling.md.

@description('Its name: 3 to 50 letters, digits and hyphens.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags object

@description('The app\'s identity: the only one that may send.')
param principalId string

var dataSender = 'd5a91429-5739-47e2-a06b-3470a27159e7'

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
  }
}

resource sending 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, principalId, dataSender)
  scope: topic
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

@description('Where events are posted to.')
output endpoint string = topic.properties.endpoint
