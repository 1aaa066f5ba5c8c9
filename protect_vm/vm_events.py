"""What an event of Event Grid says, in either schema: that a VM was written, or nothing that concerns us. Pure.

Only the fields named here are ever decoded: the claims of whoever wrote the VM are personal data.

https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
https://learn.microsoft.com/azure/event-grid/event-schema-resource-notifications-resources
"""

import msgspec

from shared.arm_ids import VmId
from shared.forms import converted, decoded
from shared.malformed import Malformed

VM_TYPE = "microsoft.compute/virtualmachines"
REMEDY = "an event of Event Grid: eventType (or type, in CloudEvents), subject and data"


class _ResourceInfo(msgspec.Struct, frozen=True):
    id: str = ""
    type: str = ""


class _Data(msgspec.Struct, frozen=True, rename="camel"):
    operation_name: str = ""
    resource_info: _ResourceInfo = _ResourceInfo()


class _Event(msgspec.Struct, rename="camel"):
    subject: str
    event_type: str | None = None
    type: str | None = None
    data: _Data = _Data()


def written_vm(text: bytes) -> VmId | None:
    """Return the VM that an event says was created or changed; None for any other event; raise Malformed."""
    try:
        event = decoded(text, _Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("", "is not an event", REMEDY) from None
    kind = event.event_type or event.type
    if not kind:
        raise Malformed("eventType", "is missing", REMEDY)
    # A deployment's first event may name the deployment itself: then it is no VM's id.
    return _vm_id(event.subject) if _concerns_a_vm(kind, event.data) else None


def _concerns_a_vm(kind: str, data: _Data) -> bool:
    match kind:
        case "Microsoft.Resources.ResourceWriteSuccess":
            return data.operation_name.casefold() == f"{VM_TYPE}/write"
        case "Microsoft.ResourceNotifications.Resources.CreatedOrUpdated":
            return data.resource_info.type.casefold() == VM_TYPE
        case _:
            return False


def _vm_id(subject: str) -> VmId | None:
    try:
        return converted(subject, VmId)
    except msgspec.ValidationError:
        return None
