"""Restore over HTTP: of disks, as a new VM, or in place of the disks of the one that was backed up."""

import msgspec

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.restore import start_restore
from local_stack.simulator.state.restore_request import RestoreRequest
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.operation_addresses import accepted


def start(call: Call) -> Answer:
    """Start a restore (recorded in restore_disks.json); the body names the recovery point of the address again."""
    request = read_request(call.properties, call.names["point"])
    return accepted(call, start_restore(call.cloud, call.vault, call.item_key, request, call.request_id))


def read_request(written: object, point: str) -> RestoreRequest:
    """Read an IaasVMRestoreRequest from a recovery point; refuse what is none, or is about another point.

    `az` sends LUNs as text.
    """
    try:
        request = msgspec.convert(written, RestoreRequest, strict=False)
    except msgspec.ValidationError:
        raise refuse("WrongInput") from None
    if request.recovery_point_id != point:
        raise refuse("WrongInput")
    return request
