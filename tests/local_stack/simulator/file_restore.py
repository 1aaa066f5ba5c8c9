"""Calls for a file restore; a recovery point is given by its address."""

from typing import Any

import requests

from tests.local_stack.simulator.arm import Arm, vm_id


def provision(arm: Arm, point: str, **properties: object) -> requests.Response:
    """POST the beginning of a file restore."""
    usual = {
        "objectType": "IaasVMILRRegistrationRequest",
        "recoveryPointId": point.rpartition("/")[2],
        "virtualMachineId": vm_id(point.partition("/recoveryPoints/")[0].rpartition("%3B")[2]),
    }
    return arm.call("POST", f"{point}/provisionInstantItemRecovery", {"properties": usual | properties})


def provisioned(arm: Arm, point: str, **properties: object) -> str:
    """Provision to the end, and give the operation's id."""
    status = arm.finish(provision(arm, point, **properties))
    assert status["status"] == "Succeeded"
    return str(status["name"])


def list_scripts(arm: Arm, point: str, operation: str, version: str = "2026-10-01") -> requests.Response:
    """POST the question for the scripts of a file restore."""
    body = {"provisionInstantItemRecoveryOperationId": operation}
    where = f"{point}/listInstantItemRecoveryOperationResult"
    return arm.call("POST", where, body, None, **{"api-version": version})


def scripts(arm: Arm, point: str, operation: str) -> list[dict[str, Any]]:
    """Take the scripts of a file restore."""
    answer = list_scripts(arm, point, operation)
    assert answer.status_code == 200, answer.text
    listed: list[dict[str, Any]] = answer.json()["clientScripts"]
    return listed


def revoke(arm: Arm, point: str) -> requests.Response:
    """POST the end of a file restore."""
    return arm.call("POST", f"{point}/revokeInstantItemRecovery")
