"""A message that cannot be taken: which field, what is wrong with it, what is right."""

import re

REMEDIES = {
    "": "one JSON object in UTF-8, plain or in Base64",
    "vmId": "/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.Compute/virtualMachines/<name>",
    "vaultId": "/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.RecoveryServices/vaults/<name>,"
    " here or in the setting DEFAULT_VAULT_ID",
    "policy": "the name of a backup policy of the vault: 3 to 150 letters, digits, - _ !, beginning with a letter",
    "disks": 'one of {"include": [lun, ...]}, {"exclude": [lun, ...]}, {"osOnly": true}, with luns from 0 to 63',
    "retainUntil": "a time to come, with its zone, such as 2030-01-31T00:00:00Z",
    "requestId": "a GUID, or leave it out",
}


class Malformed(ValueError):
    """A message that asks for nothing that can be done: which field, what is wrong with it, what is right."""

    def __init__(self, field: str, problem: str, remedy: str | None = None) -> None:
        self.field = field
        self.problem = problem
        self.remedy = remedy or REMEDIES.get(re.split(r"[.\[]", field)[0], REMEDIES[""])
        super().__init__(f"{field or 'message'}: {problem}")
