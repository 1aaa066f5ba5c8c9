"""Where to look at a long operation: the signed addresses in Location and Azure-AsyncOperation."""

import base64
import re
from typing import NamedTuple

from local_stack.simulator.state.runs import Operation
from local_stack.simulator.web.call import RETRY_AFTER, Answer, Call


class Place(NamedTuple):
    """Where an operation is found below its vault, by Location and by Azure-AsyncOperation."""

    result: str
    status: str


# The number in the base64 ids of vault operations (recorded in vault_create, vault_update_patch, vault_delete.json).
VAULT_PREFIX = {"create vault": "2047", "update vault": "4095", "delete vault": "1023"}

_ITEM = "backupFabrics/Azure/protectionContainers/IaasVMContainer;{locks}/protectedItems/VM;{locks}"
_CALLED = re.compile(r"(?P<vault>.*/vaults/[^/]+)(/(?P<item>backupFabrics/.*/protectedItems/[^/]+))?", re.IGNORECASE)
_OF_ITEM = Place(f"{_ITEM}/operationResults", f"{_ITEM}/operationsStatus")
_ELSEWHERE = {
    **dict.fromkeys(VAULT_PREFIX, Place("operationResults", "operationStatus")),
    "refresh": Place("backupFabrics/Azure/operationResults", "backupFabrics/Azure/operationsStatus"),
    "delete": Place("backupOperationResults", "backupOperations"),
    "cancel": Place("backupJobs/{locks}/operationResults", "backupJobs/{locks}/operationsStatus"),
    "edit policy": Place("backupPolicies/{locks}/operationResults", "backupPolicies/{locks}/operations"),
    "validate": Place("backupValidateOperationResults", "backupValidateOperationsStatuses"),
}

# An Azure-AsyncOperation may have an api-version of its own (recorded in refresh_containers.json).
_STATUS_VERSION = {"refresh": "2019-05-13-preview", "cancel": "2019-05-13-preview"}

# In seconds, where it is not the usual minute (example ValidateOperationResults of the specification).
_RETRY_AFTER = {"validate": 10}


def accepted(call: Call, operation: Operation) -> Answer:
    """Answer 202 with no body: Location, Azure-AsyncOperation, Retry-After."""
    return Answer(202, headers=tracking(call, operation))


def tracking(call: Call, operation: Operation) -> dict[str, str]:
    """Sign both addresses of an operation anew."""
    return {
        "Location": _signed(call, operation, _place(operation).result, call.version),
        "Azure-AsyncOperation": status_address(call, operation),
        "Retry-After": call.wait(_RETRY_AFTER.get(operation.kind, RETRY_AFTER)),
    }


def status_address(call: Call, operation: Operation) -> str:
    """Sign the address that always answers 200."""
    version = _STATUS_VERSION.get(operation.kind, call.version)
    return _signed(call, operation, _place(operation).status, version)


def encoded(operation: Operation) -> str:
    """Write the id of an operation on a vault itself, as recorded in vault_create.json."""
    return base64.b64encode(f"{VAULT_PREFIX[operation.kind]};{operation.id}".encode()).decode()


def _place(operation: Operation) -> Place:
    return _ELSEWHERE.get(operation.kind, _OF_ITEM)


def _as_called(call: Call) -> tuple[str, str]:
    """Spell vault and item as the caller has spelled them (recorded in enable_protection.json)."""
    called = _CALLED.match(call.path)
    return (called["vault"], called["item"] or "") if called else (call.vault.id, "")


def _signed(call: Call, operation: Operation, place: str, version: str) -> str:
    name = encoded(operation) if operation.kind in VAULT_PREFIX else operation.id
    vault, item = _as_called(call)
    below = place.replace(_ITEM, item) if item else place
    where = f"{call.origin}{vault}/{below.format(locks=operation.locks)}/{name}"
    return call.backstage.tracking_uris.sign(f"{where}?api-version={version}", call.now)
