using 'main.bicep'

// All that you may choose. `azd env set BACKUP_SCHEDULE '0 30 22 * * *'` chooses, `azd provision` makes it so.
// Without a choice everything is as the app has it by itself: docs/settings.md.
param settings = {
  ARM_ENDPOINT: readEnvironmentVariable('ARM_ENDPOINT', 'https://management.azure.com')
  ARM_TIMEOUT_SECONDS: readEnvironmentVariable('ARM_TIMEOUT_SECONDS', '60')
  BACKUPS_PER_MINUTE: readEnvironmentVariable('BACKUPS_PER_MINUTE', '30')
  BACKUP_API_VERSION: readEnvironmentVariable('BACKUP_API_VERSION', '2026-10-01')
  BACKUP_POLICY_TAG: readEnvironmentVariable('BACKUP_POLICY_TAG', 'backup-policy')
  BACKUP_RULES: readEnvironmentVariable('BACKUP_RULES', '')
  BACKUP_SCHEDULE: readEnvironmentVariable('BACKUP_SCHEDULE', '0 0 1 * * *')
  BACKUP_TAG: readEnvironmentVariable('BACKUP_TAG', 'backup')
  BACKUP_VAULTS: readEnvironmentVariable('BACKUP_VAULTS', '')
  BACKUP_VAULT_TAG: readEnvironmentVariable('BACKUP_VAULT_TAG', 'backup-vault')
  BACKUP_WINDOW_MINUTES: readEnvironmentVariable('BACKUP_WINDOW_MINUTES', '60')
  DEFAULT_POLICY: readEnvironmentVariable('DEFAULT_POLICY', 'DefaultPolicy')
  DEFAULT_VAULT_ID: readEnvironmentVariable('DEFAULT_VAULT_ID', '')
  EVENT_GRID_TOPIC: readEnvironmentVariable('EVENT_GRID_TOPIC', '')
  JOB_DEADLINE_SECONDS: readEnvironmentVariable('JOB_DEADLINE_SECONDS', '86400')
  LOOK_SECONDS: readEnvironmentVariable('LOOK_SECONDS', '100')
  OPERATION_DEADLINE_SECONDS: readEnvironmentVariable('OPERATION_DEADLINE_SECONDS', '7200')
  POLL_CAP_SECONDS: readEnvironmentVariable('POLL_CAP_SECONDS', '300')
  QUOTA_PERCENT: readEnvironmentVariable('QUOTA_PERCENT', '80')
  RECORDS_CONTAINER: readEnvironmentVariable('RECORDS_CONTAINER', 'backup-records')
  REQUESTS_TABLE: readEnvironmentVariable('REQUESTS_TABLE', 'requests')
  SCRIPTS_CONTAINER: readEnvironmentVariable('SCRIPTS_CONTAINER', 'file-restore')
  SCRIPT_LINK_MINUTES: readEnvironmentVariable('SCRIPT_LINK_MINUTES', '0')
  STALE_HOURS: readEnvironmentVariable('STALE_HOURS', '36')
  TRACES: readEnvironmentVariable('TRACES', 'off')
  VALIDATE_RESTORES: readEnvironmentVariable('VALIDATE_RESTORES', 'true')
  VM_READY_MINUTES: readEnvironmentVariable('VM_READY_MINUTES', '60')
}

// Without a rule an event of a new VM could only end in NoRule.
param vmEvents = readEnvironmentVariable(
  'VM_EVENTS',
  empty(readEnvironmentVariable('BACKUP_RULES', '')) ? 'none' : 'queue'
)
param disabled = filter(split(readEnvironmentVariable('DISABLED', ''), ','), name => !empty(name))
param eventTopic = bool(readEnvironmentVariable('EVENT_TOPIC', 'false'))
param webhooksSecret = readEnvironmentVariable('WEBHOOKS_SECRET', '')
// Without a choice, who deploys: azd knows.
param operators = readEnvironmentVariable('OPERATORS', readEnvironmentVariable('AZURE_PRINCIPAL_ID', ''))
param fileReaders = readEnvironmentVariable('FILE_READERS', '')

param instances = int(readEnvironmentVariable('INSTANCES', '2'))
param instanceMemory = int(readEnvironmentVariable('INSTANCE_MEMORY', '512'))
param alwaysReady = json(readEnvironmentVariable('ALWAYS_READY', '[]'))
param batchSize = int(readEnvironmentVariable('BATCH_SIZE', '16'))
param newBatchThreshold = int(readEnvironmentVariable('NEW_BATCH_THRESHOLD', '8'))

param storageSku = readEnvironmentVariable('STORAGE_SKU', 'Standard_LRS')
param recordDays = int(readEnvironmentVariable('RECORD_DAYS', '31'))
param scriptDays = int(readEnvironmentVariable('SCRIPT_DAYS', '1'))
param logDays = int(readEnvironmentVariable('LOG_DAYS', '30'))

// azd asks for these, and for the subscription.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', '')
param location = readEnvironmentVariable('AZURE_LOCATION', '')
