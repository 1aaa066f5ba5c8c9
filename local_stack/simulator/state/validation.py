"""Validation of a restore before it is begun: at once, or as an operation that ends with its findings."""

from datetime import datetime

from local_stack.simulator.errors import Refusal
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.findings import finding
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.protection import find_item, find_point
from local_stack.simulator.state.restore import plan
from local_stack.simulator.state.restore_checks import problems
from local_stack.simulator.state.restore_request import RestoreRequest
from local_stack.simulator.state.runs import Finding, Operation
from local_stack.simulator.state.world import Cloud


def validate(cloud: Cloud, vault: Vault, key: str, request: RestoreRequest) -> list[Finding]:
    """List what a restore would be refused for, and what was told beforehand about the VM; nothing if all is well."""
    try:
        item = find_item(vault, key)
        restore = plan(cloud, find_point(item, request.recovery_point_id, cloud.now()), request)
    except Refusal as refusal:
        return [finding(refusal)]
    told = [one for one in cloud.world.findings if one.vm.lower() in ("", item.vm.name.lower())]
    return [finding(problem) for problem in problems(cloud, vault, item, restore)] + told


def start_validation(cloud: Cloud, vault: Vault, key: str, request: RestoreRequest) -> Operation:
    """Validate as an operation; it locks no item."""
    operation = cloud.begin(vault, "validate", "validation", cloud.durations.draw("validate"))
    operation.findings = validate(cloud, vault, key, request)
    return operation


def validation_ends(_: Cloud, vault: Vault, operation: Operation, _at: datetime) -> None:
    """End the operation: a validation that finds something has succeeded, too."""
    end(vault, operation)
