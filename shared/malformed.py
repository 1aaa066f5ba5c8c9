"""A message that cannot be taken: which field, what is wrong with it, what is right."""

import re

LONGEST_QUOTE = 200
APPS_OWN = ("type", "accepted", "attempt", "due", "chosenId", "messageId", "begun", "fleet", "byRule")
TRACKERS_OWN = ("request", "stage", "trackingUri", "started", "deadline")

REMEDIES = {
    "": "one JSON object in UTF-8, plain or in Base64",
    "vmId": "/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.Compute/virtualMachines/<name>",
    "vaultId": "/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.RecoveryServices/vaults/<name>,"
    " here or in the setting DEFAULT_VAULT_ID",
    "policy": "the name of a backup policy of the vault: 3 to 150 letters, digits, - _ !, beginning with a letter;"
    ' in prepare-vault also one to create: {"name", "daily": "22:00" or "hourly": {...}, "timeZone"?, "retainDays"?}',
    "action": "stop, resume or undelete",
    "policy.daily": "HH:00 or HH:30",
    "policy.hourly": '{"every": 4, 6, 8 or 12, "start": "HH:00" or "HH:30", "hours": 4 to 24, a multiple of every}',
    "policy.retainDays": "a whole number of days, 7 to 9999",
    "policy.timeZone": "a time zone as Windows names it, such as UTC or W. Europe Standard Time",
    "location": "the region of a vault to create, such as westeurope",
    "redundancy": "GeoRedundant, LocallyRedundant or ZoneRedundant",
    "tag": 'one tag, {"<name>": "<value>"}',
    "vms": "ARM ids of VMs, 1 to 150; for more, name a tag, or leave it out for all",
    "windowMinutes": "a number of minutes, 0 to 1440, or leave it out",
    "disks": 'one of {"include": [lun, ...]}, {"exclude": [lun, ...]}, {"osOnly": true}, with luns from 0 to 63;'
    ' {"exclude": []} means all',
    "retainUntil": "a time to come, with its zone, such as 2030-01-31T00:00:00Z",
    "recoveryPoint": '"latest", the name of a recovery point, or {"before": "<RFC 3339 time>"}',
    "consistency": "CrashConsistent, FileSystemConsistent or AppConsistent: the least that will do, or leave it out",
    "to": 'one of {"disks": {"resourceGroupId", "luns"?, "zone"?}}, {"newVm": {"name", "resourceGroupId", "subnetId",'
    ' "zone"?}}, {"replaceExisting": {}}',
    "to.newVm.name": "1 to 64 letters, digits and hyphens, 15 at most for Windows",
    "to.newVm.zone": '"1", "2" or "3"',
    "to.disks.zone": '"1", "2" or "3"',
    "stagingStorageAccountId": "/subscriptions/<guid>/resourceGroups/<name>"
    "/providers/Microsoft.Storage/storageAccounts/<name>, in the vault's region",
    "stagingIdentity": '"system", or the ARM id of a user-assigned managed identity of the vault',
    "diskEncryptionSetId": "the ARM id of a disk encryption set",
    "crossRegion": "leave it out, and name a vault of the region to restore in",
    "jobId": "the id of a job of the vault, a GUID; or requestId, that of the request whose job it is",
    "dryRun": "true or false",
    "initiatorName": "an iSCSI name, such as iqn.1993-08.org.debian:01:1a2b3c, eui.<16 hex> or naa.<16 or 32 hex>",
    "keepHours": "a whole number of hours, 1 to 12",
    "filesOf": "the requestId of the restore-files request, as its FilesReady event has it",
    **dict.fromkeys(APPS_OWN, "nothing: the app sets it itself"),
    **dict.fromkeys(TRACKERS_OWN, "nothing: only the app writes to this queue"),
    "requestId": "a GUID, or leave it out",
}


class Malformed(ValueError):
    """A message that asks for nothing that can be done: which field, what is wrong with it, what is right."""

    def __init__(self, field: str, problem: str, remedy: str | None = None) -> None:
        self.field = field[:LONGEST_QUOTE]
        self.problem = problem[:LONGEST_QUOTE]
        self.remedy = remedy or _remedy_of(field)
        super().__init__(f"{field or 'message'}: {problem}")


def _remedy_of(field: str) -> str:
    """Return what is right for a field, or for the nearest of those that it is part of."""
    known = (part for part in (field, *_around(field)) if part in REMEDIES)
    return REMEDIES[next(known, "")]


def _around(field: str) -> list[str]:
    """Return what a field is part of, the nearest first: of `policy.hourly.every`, policy.hourly and policy."""
    parts = re.split(r"[.\[]", field)
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
