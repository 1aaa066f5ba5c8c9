"""Which api-versions and properties are known, from Azure's own types (Azure/bicep-types-az).

Lifecycle rules, plans and publishing credentials follow common use. Azure ignores a property whose name is misspelt,
and so would everything here: who uses another one looks it up there, and adds it.
"""

TRACKED = {"location", "tags.azd-env-name"}
DESTINATION = {
    "destination.endpointType",
    "destination.properties.maxEventsPerBatch",
    "destination.properties.preferredBatchSizeInKilobytes",
    "destination.properties.queueMessageTimeToLiveInSeconds",
    "destination.properties.queueName",
    "destination.properties.resourceId",
}
STORAGE = "Microsoft.Storage/storageAccounts"


def under(prefix: str, names: set[str]) -> set[str]:
    return {f"{prefix}.{name}" for name in names}


KNOWN: dict[tuple[str, str], set[str]] = {
    ("Microsoft.Authorization/roleAssignments", "2022-04-01"): under(
        "properties", {"principalId", "principalType", "roleDefinitionId"}
    ),
    ("Microsoft.Authorization/roleDefinitions", "2022-04-01"): under(
        "properties", {"assignableScopes", "description", "roleName", "type"}
    )
    | under("properties.permissions[]", {"actions", "dataActions", "notActions", "notDataActions"}),
    ("Microsoft.EventGrid/systemTopics", "2025-02-15"): TRACKED
    | {"identity.type", "properties.source", "properties.topicType"},
    ("Microsoft.EventGrid/systemTopics/eventSubscriptions", "2025-02-15"): under("properties", DESTINATION)
    | under("properties.deliveryWithResourceIdentity", {"identity.type", *DESTINATION})
    | under("properties.deadLetterWithResourceIdentity.deadLetterDestination", {"endpointType"})
    | under(
        "properties.deadLetterWithResourceIdentity.deadLetterDestination.properties",
        {"blobContainerName", "resourceId"},
    )
    | under("properties.filter", {"includedEventTypes"})
    | under("properties.filter.advancedFilters[]", {"key", "operatorType", "values"})
    | under("properties.retryPolicy", {"eventTimeToLiveInMinutes", "maxDeliveryAttempts"})
    | {"properties.deadLetterWithResourceIdentity.identity.type", "properties.eventDeliverySchema"},
    ("Microsoft.EventGrid/topics", "2025-02-15"): TRACKED
    | under("properties", {"disableLocalAuth", "inputSchema", "minimumTlsVersionAllowed"}),
    ("Microsoft.Insights/components", "2020-02-02"): TRACKED
    | {"kind"}
    | under("properties", {"Application_Type", "DisableLocalAuth", "WorkspaceResourceId"}),
    ("Microsoft.KeyVault/vaults", "2026-02-01"): TRACKED
    | under("properties", {"enableRbacAuthorization", "softDeleteRetentionInDays", "tenantId"})
    | under("properties.sku", {"family", "name"}),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30"): TRACKED,
    ("Microsoft.OperationalInsights/workspaces", "2025-02-01"): TRACKED
    | under("properties", {"retentionInDays", "sku.name"}),
    ("Microsoft.Resources/resourceGroups", "2025-04-01"): TRACKED,
    (STORAGE, "2026-04-01"): TRACKED
    | {"kind", "sku.name"}
    | under("properties", {"accessTier", "allowBlobPublicAccess", "allowCrossTenantReplication"})
    | under("properties", {"allowSharedKeyAccess", "defaultToOAuthAuthentication"})
    | under("properties", {"minimumTlsVersion", "supportsHttpsTrafficOnly"}),
    (f"{STORAGE}/blobServices", "2026-04-01"): set(),
    (f"{STORAGE}/blobServices/containers", "2026-04-01"): {"properties.publicAccess"},
    (f"{STORAGE}/managementPolicies", "2026-04-01"): under("properties.policy.rules[]", {"name", "type"})
    | under("properties.policy.rules[].definition.filters", {"blobTypes", "prefixMatch"})
    | {"properties.policy.rules[].definition.actions.baseBlob.delete.daysAfterModificationGreaterThan"},
    (f"{STORAGE}/queueServices", "2026-04-01"): set(),
    (f"{STORAGE}/queueServices/queues", "2026-04-01"): set(),
    ("Microsoft.Web/serverfarms", "2025-03-01"): TRACKED | {"kind", "properties.reserved", "sku.name", "sku.tier"},
    ("Microsoft.Web/sites", "2025-03-01"): TRACKED
    | {"identity.type", "identity.userAssignedIdentities.*", "kind", "tags.azd-service-name"}
    | under("properties", {"httpsOnly", "keyVaultReferenceIdentity", "serverFarmId"})
    | under("properties.functionAppConfig.runtime", {"name", "version"})
    | under("properties.functionAppConfig.deployment.storage", {"type", "value"})
    | under(
        "properties.functionAppConfig.deployment.storage.authentication", {"type", "userAssignedIdentityResourceId"}
    )
    | under(
        "properties.functionAppConfig.scaleAndConcurrency", {"alwaysReady", "instanceMemoryMB", "maximumInstanceCount"}
    ),
    ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "2025-03-01"): {"properties.allow"},
    ("Microsoft.Web/sites/config", "2025-03-01"): {"properties.*"},
}

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
BUILT_IN_ROLES = {
    "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": "Storage Table Data Contributor",
    "19e7f393-937e-4f77-808e-94535e297925": "Storage Queue Data Reader",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
    "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "76199698-9eea-4c19-bc75-cec21354c6b6": "Storage Table Data Reader",
    "8a0f0c08-91a1-4084-bc3d-661d67233fed": "Storage Queue Data Message Processor",
    "974c5e8b-45b9-4653-ba55-5f855dd0fb88": "Storage Queue Data Contributor",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
    "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a": "Storage Queue Data Message Sender",
    "d5a91429-5739-47e2-a06b-3470a27159e7": "EventGrid Data Sender",
}
