// All queues, beforehand: Event Grid wants its queue to be there, and a right to a queue wants a queue.

@description('The storage account.')
param accountName string

var vmEvents = 'vm-events'
var events = 'backup-events'

// Whoever may write to one of them may do what it does: SECURITY.md.
var requests = [
  'backup-fleet'
  'cancel-job'
  'prepare-vault'
  'protect-vm'
  'protection'
  'restore-files'
  'restore-vm'
  'revoke-files'
  'trigger-backup'
]
var internal = ['consider-vm', 'operations', 'tell-event']
var taken = concat(requests, internal, [vmEvents])
var poisoned = map(taken, name => '${name}-poison')
var all = concat(taken, poisoned, [events])

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: accountName
}

resource service 'Microsoft.Storage/storageAccounts/queueServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2026-04-01' = [for name in all: {
  parent: service
  name: name
}]

@description('The queue that Event Grid puts its events on.')
output vmEvents string = vmEvents

@description('The queues that operators may send to.')
output requests array = requests

@description('The poison queues.')
output poisoned array = poisoned
