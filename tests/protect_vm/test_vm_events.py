import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect_vm.vm_events import written_vm
from shared.malformed import Malformed

SCOPE = "/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/Shop/providers"
VM = f"{SCOPE}/Microsoft.Compute/virtualMachines/web01"
WRITE = "Microsoft.Compute/virtualMachines/write"
RESOURCES = "Microsoft.Resources.ResourceWriteSuccess"
NOTIFICATIONS = "Microsoft.ResourceNotifications.Resources.CreatedOrUpdated"


def write(subject: str = VM, operation: str = WRITE, kind: str = RESOURCES) -> dict[str, object]:
    """Return an event as Resource Manager makes it."""
    data = {"operationName": operation, "resourceUri": subject, "claims": {"name": "Ada"}, "status": "Succeeded"}
    return {"id": "1", "topic": "/subscriptions/x", "subject": subject, "eventType": kind, "data": data}


def notification(resource_type: str) -> dict[str, object]:
    """Return an event as Azure Resource Notifications make it."""
    info = {"id": VM, "type": resource_type, "location": "westeurope", "properties": {"licensed": 1}}
    return {"id": "1", "subject": VM, "eventType": NOTIFICATIONS, "data": {"resourceInfo": info}}


def as_cloud_event(event: dict[str, object]) -> dict[str, object]:
    """Return the event in the other schema."""
    rest = {name: value for name, value in event.items() if name not in {"eventType", "topic"}}
    return {"specversion": "1.0", "type": event["eventType"], "source": "/subscriptions/x", **rest}


def heard(event: object) -> str | None:
    return written_vm(json.dumps(event).encode())


@pytest.mark.parametrize(
    "event",
    [
        write(),
        write(operation=WRITE.lower()),
        write(operation="MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE"),
        notification("Microsoft.Compute/virtualMachines"),
        notification("microsoft.compute/virtualmachines"),
    ],
)
def test_a_written_vm_is_heard_in_both_schemas(event: dict[str, object]) -> None:
    """Its id has the case that Azure gave it."""
    assert heard(event) == VM
    assert heard(as_cloud_event(event)) == VM


@pytest.mark.parametrize(
    "event",
    [
        write(kind="Microsoft.Resources.ResourceWriteFailure"),
        write(kind="Microsoft.Resources.ResourceDeleteSuccess", operation="Microsoft.Compute/virtualMachines/delete"),
        write(kind="Microsoft.Resources.ResourceActionSuccess", operation=f"{VM}/restart/action"),
        write(operation="Microsoft.Compute/virtualMachines/extensions/write", subject=f"{VM}/extensions/agent"),
        write(operation="Microsoft.Network/networkInterfaces/write", subject=f"{SCOPE}/Microsoft.Network/nics/web01"),
        write(operation="Microsoft.Resources/deployments/write", subject=f"{SCOPE}/Microsoft.Resources/deployments/1"),
        write(subject=f"{SCOPE}/Microsoft.Resources/deployments/Microsoft.Compute-2026"),
        write(subject=f"{VM}/extensions/agent"),
        notification("Microsoft.Compute/disks"),
        write(kind="Microsoft.Storage.BlobCreated"),
        {"eventType": "Microsoft.EventGrid.SubscriptionDeletedEvent", "subject": ""},
    ],
)
def test_any_other_event_is_not(event: dict[str, object]) -> None:
    """Extensions, disks, deployments, failures and deletions are none of our business."""
    assert heard(event) is None
    assert heard(as_cloud_event(event)) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"[]", b"{}", b"7", b'{"eventType": 1, "subject": ""}', b'{"subject": "x"}', b"\xff", b"[" * 9],
)
def test_what_is_no_event_is_told(body: bytes) -> None:
    """With what one looks like, and without its text."""
    with pytest.raises(Malformed, match="event") as caught:
        written_vm(body)
    assert "subject" in caught.value.remedy


@given(st.binary() | st.from_type(dict[str, str]).map(lambda value: json.dumps(value).encode()))
def test_nothing_but_malformed_is_ever_raised(body: bytes) -> None:
    """Whoever may write to the queue may write anything."""
    with suppress(Malformed):
        written_vm(body)
