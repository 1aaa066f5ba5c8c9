"""Every error of writes on vaults and their policies, one line each; same words of evidence as in errors.py.

Where a code is quoted in public, but not the answer that carried it, the line says "invented", too.
"""

from local_stack.simulator.errors import ErrorForm

_BAD_VAULT = "The vault name '{name}' is invalid: 2 to 50 letters, digits and hyphens, beginning with a letter."
_TAKEN = "Resource already exists with the same name."
_FULL = "The subscription has {limit} Recovery Services vaults in '{location}' and cannot have more."
_LOCKED = "The storage redundancy of a vault cannot be changed once items are protected in it."
_VAULT_API = (
    "Redundancy settings for this vault cannot be modified using this API. Since the Vault API was previously used to "
    "update the redundancy settings for this vault, you must use the Vault API."
)

_BAD_POLICY = (
    "The policy name '{policy}' is invalid: 3 to 150 letters, digits, '-', '_' and '!', beginning with a letter."
)
_INSTANT = "Instant restore snapshots cannot be kept as long as, or longer than, the daily recovery points."
_IN_USE = "Policy '{policy}' is in use by {items} protected items."
_MANY = "The vault has {limit} policies and cannot have more."
_OFTEN = "Policies of a vault can be created or changed {limit} times in 24 hours."
_SOFT_DELETED = "The item is in soft deleted state. Undelete it first."
_FOR_EVER = "Soft delete of the vault is always on, and cannot be disabled."
_IMMUTABLE_FOR_EVER = "The immutability of the vault is locked, and cannot be changed."

VAULT = {
    "WrongVaultName": ErrorForm(400, "InvalidResourceName", _BAD_VAULT, "invented"),
    # The message is that of checkNameAvailability (example CheckNameAvailability_NotAvailable): names are unique in
    # a subscription.
    "VaultNameTaken": ErrorForm(409, "AlreadyExists", _TAKEN, "invented"),
    "TooManyVaults": ErrorForm(400, "UserErrorVaultLimitReached", _FULL, "invented"),
    "StorageLocked": ErrorForm(400, "BMSUserErrorStorageTypeLocked", _LOCKED, "invented"),
    "UseVaultApi": ErrorForm(400, "BMSUserErrorRedundancySettingsUseVaultApi", _VAULT_API, "invented"),
    "WrongPolicyName": ErrorForm(400, "BMSUserErrorInvalidPolicyInput", _BAD_POLICY, "invented"),
    "InstantTooLong": ErrorForm(400, "BMSUserErrorInstantRPRetentionExceedsVaultedRetention", _INSTANT, "invented"),
    "PolicyInUse": ErrorForm(400, "BMSUserErrorPolicyObjectInUse", _IN_USE, "invented"),
    "TooManyPolicies": ErrorForm(400, "UserErrorPolicyLimitReached", _MANY, "invented"),
    "TooManyPolicyWrites": ErrorForm(400, "UserErrorPolicyOperationLimitReached", _OFTEN, "invented"),
    "SoftDeleted": ErrorForm(400, "UserErrorItemInSoftDeletedState", _SOFT_DELETED, "invented"),
    "SoftDeleteForEver": ErrorForm(400, "BMSUserErrorDisablingSoftDeleteStateNotAllowed", _FOR_EVER, "invented"),
    "ImmutabilityLocked": ErrorForm(400, "UserErrorVaultImmutabilityLocked", _IMMUTABLE_FOR_EVER, "invented"),
}
