// What the app may do to vaults, VMs and restores' targets: five roles (docs/permissions.md), and where it has them.
// A deployment stack of its own, which connect.sh writes and disconnect.sh takes back: it holds role definitions and
// assignments and must never hold more, since what a stack holds is deleted with it.
targetScope = 'subscription'

@description('The name of the azd environment; it is part of the roles\' names.')
param environmentName string

@description('The app\'s identity.')
param principalId string

@description('The key vault for passwords of mounts.')
param keyVaultId string

@description('ARM ids of the resource groups of the vaults.')
param vaultGroups array

@description('Ids (GUIDs) of the subscriptions of the VMs.')
param vmSubscriptions array

@description('ARM ids of the resource groups of the VMs.')
param vmGroups array

@description('ARM ids of the resource groups of what restores name: targets, networks, staging accounts.')
param restoreGroups array

var roles = {
  vaults: loadJsonContent('../docs/roles/vaults.json')
  machines: loadJsonContent('../docs/roles/machines.json')
  'linked-machines': loadJsonContent('../docs/roles/linked-machines.json')
  'linked-targets': loadJsonContent('../docs/roles/linked-targets.json')
  passwords: loadJsonContent('../docs/roles/passwords.json')
}
var here = subscription().id
var subscriptions = union(
  [here],
  map(vmSubscriptions, id => '/subscriptions/${id}'),
  map(concat(vaultGroups, vmGroups, restoreGroups), id => '/subscriptions/${split(id, '/')[2]}')
)
var grants = concat(
  map(vaultGroups, id => { role: 'vaults', group: id }),
  map(vmGroups, id => { role: 'linked-machines', group: id }),
  map(restoreGroups, id => { role: 'linked-targets', group: id })
)

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [for role in items(roles): {
  name: guid(subscription().id, environmentName, role.key)
  properties: {
    roleName: '${role.value.Name} (${environmentName})'
    description: role.value.Description
    type: 'CustomRole'
    assignableScopes: subscriptions
    permissions: [
      {
        actions: role.value.Actions
        notActions: role.value.NotActions
        dataActions: role.value.DataActions
        notDataActions: role.value.NotDataActions
      }
    ]
  }
}]

module groupAccess 'modules/access-to-group.bicep' = [for grant in grants: {
  name: 'access-${grant.role}-${uniqueString(grant.group, environmentName)}'
  scope: resourceGroup(split(grant.group, '/')[2], split(grant.group, '/')[4])
  dependsOn: [definitions]
  params: {
    role: guid(subscription().id, environmentName, grant.role)
    principalId: principalId
  }
}]

module subscriptionAccess 'modules/access-to-subscription.bicep' = [for id in vmSubscriptions: {
  name: 'access-machines-${uniqueString(id, environmentName)}'
  scope: subscription(id)
  dependsOn: [definitions]
  params: {
    role: guid(subscription().id, environmentName, 'machines')
    principalId: principalId
  }
}]

module keyVaultAccess 'modules/access-to-key-vault.bicep' = {
  name: 'access-passwords-${uniqueString(keyVaultId, environmentName)}'
  scope: resourceGroup(split(keyVaultId, '/')[2], split(keyVaultId, '/')[4])
  dependsOn: [definitions]
  params: {
    name: last(split(keyVaultId, '/'))
    role: guid(subscription().id, environmentName, 'passwords')
    principalId: principalId
  }
}
