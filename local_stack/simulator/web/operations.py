"""Long operations over HTTP: where to look, and what one sees there."""

import base64
import binascii

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.operations import find_operation
from local_stack.simulator.state.protection import find_item
from local_stack.simulator.state.runs import Json, MountSession, Operation
from local_stack.simulator.state.vaults import vault_or_its_remains
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.mount_scripts import LISTED_SINCE, client_scripts
from local_stack.simulator.web.protected_items import item_body
from local_stack.simulator.web.times import UNSET, iso

# The refresh's Azure-AsyncOperation has an api-version of its own (recorded in refresh_containers.json).
REFRESH_STATUS_VERSION = "2019-05-13-preview"

# The number in the base64 ids of vault operations (recorded in vault_create, vault_update_patch, vault_delete.json).
VAULT_PREFIX = {"create vault": "2047", "update vault": "4095", "delete vault": "1023"}


def accepted(call: Call, operation: Operation) -> Answer:
    """Answer 202 with no body: Location, Azure-AsyncOperation, Retry-After."""
    return Answer(202, headers=tracking(call, operation))


def tracking(call: Call, operation: Operation) -> dict[str, str]:
    """Sign both addresses of an operation anew."""
    return {
        "Location": _signed(call, _location(call, operation), call.version),
        "Azure-AsyncOperation": status_address(call, operation),
        "Retry-After": call.retry_after,
    }


def status_address(call: Call, operation: Operation) -> str:
    """Sign the address that always answers 200."""
    refreshes = operation.kind == "refresh"
    return _signed(call, _status(call, operation), REFRESH_STATUS_VERSION if refreshes else call.version)


def result(call: Call) -> Answer:
    """Look by Location: 202 while it runs, then 204, or 200 with the item if that was changed."""
    operation = find_operation(call.vault, call.names["operation"])
    if operation.error and not operation.running:
        raise refuse("OperationFailed", code=operation.error.code, reason=operation.error.message)
    if operation.running and operation.kind == "refresh":
        headers = {"Location": tracking(call, operation)["Location"], "Retry-After": call.retry_after}
        return Answer(202, headers=headers)
    if operation.running:
        return Answer(202, {}, tracking(call, operation))
    return _ENDED.get(operation.kind, _nothing)(call, operation)


def status(call: Call) -> Answer:
    """Look by Azure-AsyncOperation: 200 whatever the state."""
    operation = find_operation(call.vault, call.names["operation"])
    ended_too = UNSET if operation.running else iso(operation.started)
    body: Json = {
        "id": f"{call.vault.id}/backupFabrics/Azure/operationsStatus/{operation.id}"
        if operation.kind == "refresh"
        else operation.id,
        "name": operation.id,
        "status": operation.status,
        "startTime": iso(operation.started),
        # Not when it ended: 437 of 439 recorded successes repeat the start.
        "endTime": ended_too,
    }
    if operation.error and not operation.running:
        body["error"] = {"code": operation.error.code, "message": operation.error.message}
    elif operation.job and not operation.running:
        body["properties"] = {"objectType": "OperationStatusJobExtendedInfo", "jobId": operation.job}
    elif operation.session:
        body["properties"] = _prepared(call, operation.session)
    return Answer(200, body)


def _prepared(call: Call, session: MountSession) -> Json:
    """Show a provisioned session; the type stays where the scripts left, since SDK 11.2 still has it without them."""
    body: Json = {"objectType": "OperationStatusProvisionILRExtendedInfo"}
    if call.version < LISTED_SINCE:
        body["recoveryTarget"] = {"clientScripts": client_scripts(call, session)}
    return body


def vault_status(call: Call) -> Answer:
    """Look at an operation on a vault itself; while it runs, the answer repeats where to look."""
    operation = _vault_operation(call)
    name = _encoded(operation)
    body = {"id": f"{call.vault_name.vault_id()}/operationStatus/{name}", "name": name, "status": operation.status}
    return Answer(200, body, tracking(call, operation) if operation.running else {})


def vault_result(call: Call) -> Answer:
    """Look at an operation on a vault by Location (not exercised in any recording)."""
    operation = _vault_operation(call)
    return Answer(202, headers=tracking(call, operation)) if operation.running else Answer(204)


def _vault_operation(call: Call) -> Operation:
    try:
        decoded = base64.b64decode(call.names["operation"]).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise refuse("OperationNotFound", operation=call.names["operation"]) from None
    return find_operation(vault_or_its_remains(call.cloud, call.vault_name), decoded.rpartition(";")[2])


def _encoded(operation: Operation) -> str:
    return base64.b64encode(f"{VAULT_PREFIX[operation.kind]};{operation.id}".encode()).decode()


def _item_after_change(call: Call, operation: Operation) -> Answer:
    """Show the item as it is now, with its extended information (recorded in enable_protection.json)."""
    return Answer(200, item_body(call, find_item(call.vault, operation.locks), extended=True))


def _still_tracked(call: Call, operation: Operation) -> Answer:
    """Answer 204 that still names the status address (recorded in trigger_backup.json, ilr_revoke.json)."""
    headers = {"Azure-AsyncOperation": status_address(call, operation), "Retry-After": call.retry_after}
    return Answer(204, headers=headers)


def _nothing(_call: Call, _operation: Operation) -> Answer:
    return Answer(204)


_ENDED = {
    "enable": _item_after_change,
    "stop": _item_after_change,
    "backup": _still_tracked,
    "provision": _still_tracked,
    "revoke": _still_tracked,
}


def _location(call: Call, operation: Operation) -> str:
    return _address(call, operation, "operationResults", "backupOperationResults")


def _status(call: Call, operation: Operation) -> str:
    kind = "operationStatus" if operation.kind in VAULT_PREFIX else "operationsStatus"
    return _address(call, operation, kind, "backupOperations")


def _address(call: Call, operation: Operation, near: str, of_vault: str) -> str:
    """Choose among the forms a tracking address has: of the vault, its fabric, its backups, or an item."""
    vault = call.vault.id
    if operation.kind in VAULT_PREFIX:
        return f"{vault}/{near}/{_encoded(operation)}"
    if operation.kind == "refresh":
        return f"{vault}/backupFabrics/Azure/{near}/{operation.id}"
    if operation.kind == "delete":
        return f"{vault}/{of_vault}/{operation.id}"
    name = operation.locks
    container = f"{vault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;{name}"
    return f"{container}/protectedItems/VM;{name}/{near}/{operation.id}"


def _signed(call: Call, path: str, version: str) -> str:
    return call.backstage.tracking_uris.sign(f"{call.origin}{path}?api-version={version}", call.now)
