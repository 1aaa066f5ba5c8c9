"""Long operations over HTTP: what one sees at their addresses."""

import base64
import binascii
from collections.abc import Callable

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.operations import find_operation
from local_stack.simulator.state.policies import find_policy
from local_stack.simulator.state.protection import find_item
from local_stack.simulator.state.runs import Finding, Json, Operation
from local_stack.simulator.state.vaults import vault_or_its_remains
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.mount_scripts import LISTED_SINCE, client_scripts
from local_stack.simulator.web.operation_addresses import encoded, status_address, tracking
from local_stack.simulator.web.policies import policy_body
from local_stack.simulator.web.protected_items import item_body
from local_stack.simulator.web.times import UNSET, iso


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
    elif not operation.running:
        body |= _came_of_it(call, operation)
    return Answer(200, body)


def _came_of_it(call: Call, operation: Operation) -> Json:
    """Show what an operation that has succeeded leads to: a job, a session, or findings."""
    if operation.job:
        return {"properties": {"objectType": "OperationStatusJobExtendedInfo", "jobId": operation.job}}
    if operation.jobs:
        jobs = {"jobIds": operation.jobs, "failedJobsError": {}}
        return {"properties": {"objectType": "OperationStatusJobsExtendedInfo", **jobs}}
    if operation.findings is not None:
        kind = "OperationStatusValidateOperationExtendedInfo"
        return {"properties": {"objectType": kind, **validation_body(operation.findings)}}
    if operation.session is None:
        return {}
    # The type stays where the scripts left, since SDK 11.2 still has it without them.
    body: Json = {"objectType": "OperationStatusProvisionILRExtendedInfo"}
    if call.version < LISTED_SINCE:
        body["recoveryTarget"] = {"clientScripts": client_scripts(call, operation.session)}
    return {"properties": body}


def validation_body(findings: list[Finding]) -> Json:
    """Write what a validation found; nothing found is an empty list."""
    found = [{"code": one.code, "message": one.message, "recommendations": one.recommendations} for one in findings]
    return {"validateOperationResponse": {"validationResults": found}}


def vault_status(call: Call) -> Answer:
    """Look at an operation on a vault itself; while it runs, the answer repeats where to look."""
    operation = _vault_operation(call)
    name = encoded(operation)
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


def _item_after_change(call: Call, operation: Operation) -> Answer:
    """Show the item as it is now, with its extended information (recorded in enable_protection.json)."""
    return Answer(200, item_body(call, find_item(call.vault, operation.locks), extended=True))


def _still_tracked(call: Call, operation: Operation) -> Answer:
    """Answer 204 that still names the status address (recorded in trigger_backup.json, ilr_revoke.json)."""
    headers = {"Azure-AsyncOperation": status_address(call, operation), "Retry-After": call.retry_after}
    return Answer(204, headers=headers)


def _validated(_call: Call, operation: Operation) -> Answer:
    return Answer(200, validation_body(operation.findings or []))


def _policy_after_change(call: Call, operation: Operation) -> Answer:
    return Answer(200, policy_body(call, find_policy(call.vault, operation.locks)))


def _nothing(_call: Call, _operation: Operation) -> Answer:
    return Answer(204)


_ENDED: dict[str, Callable[[Call, Operation], Answer]] = {
    "enable": _item_after_change,
    "stop": _item_after_change,
    "undelete": _item_after_change,
    "edit policy": _policy_after_change,
    "backup": _still_tracked,
    "provision": _still_tracked,
    "revoke": _still_tracked,
    "restore": _still_tracked,
    "validate": _validated,
}
