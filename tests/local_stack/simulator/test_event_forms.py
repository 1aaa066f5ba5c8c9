"""Events look as Event Grid documents them (reference: VM creation events, sections a and b)."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION
from tests.local_stack.simulator.webhook import Webhook, serve_webhook

VM_WRITE = "Microsoft.Compute/virtualMachines/write"
SUBJECT = f"{SUBSCRIPTION}/resourcegroups/shop/providers/Microsoft.Compute/virtualMachines/new01"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """Serve a webhook."""
    with serve_webhook() as webhook:
        yield webhook


def events(azure: Simulator) -> list[dict[str, Any]]:
    return [one["event"] for one in azure.delivered()]


def kinds(azure: Simulator) -> list[str]:
    return [event["data"]["operationName"] for event in events(azure)]


def test_event_grid_schema(azure: Simulator, webhook: Webhook) -> None:
    """A write says who did it and to what, and nothing of what it is; a creation shows no request."""
    azure.subscribe(webhook=webhook.url, operation_names=[VM_WRITE])
    azure.create_vm("new01", tags={"backup": "daily"})
    (event,) = events(azure)
    assert event.keys() == {
        *("subject", "eventType", "eventTime", "id", "data", "dataVersion", "metadataVersion", "topic")
    }
    assert (event["subject"], event["topic"]) == (SUBJECT, SUBSCRIPTION)
    assert (event["eventType"], event["dataVersion"], event["metadataVersion"]) == (
        *("Microsoft.Resources.ResourceWriteSuccess", "2", "1"),
    )
    data = event["data"]
    assert data.keys() == {
        *("authorization", "claims", "correlationId", "resourceProvider", "resourceUri", "operationName", "status"),
        *("subscriptionId", "tenantId"),
    }
    assert data["authorization"].keys() == {"scope", "action", "evidence"}
    assert (data["resourceUri"], data["operationName"], data["status"]) == (SUBJECT, VM_WRITE, "Succeeded")
    assert "backup" not in str(event)


def test_personal_data(azure: Simulator, webhook: Webhook) -> None:
    """The claims of a user hold name, address and sign-in name, as real ones do."""
    azure.subscribe(webhook=webhook.url)
    azure.create_vm("new01")
    claims = events(azure)[0]["data"]["claims"]
    assert {"name", "ipaddr", "puid"} <= claims.keys()
    assert [key for key in claims if key.endswith("/claims/upn")]


def test_cloud_events(azure: Simulator, webhook: Webhook) -> None:
    """In CloudEvents the data is the same, in another envelope."""
    azure.subscribe(webhook=webhook.url, schema="CloudEventSchemaV1_0", operation_names=[VM_WRITE])
    azure.create_vm("new01")
    (event,) = events(azure)
    assert event.keys() == {"id", "source", "specversion", "type", "subject", "time", "data"}
    assert (event["specversion"], event["source"], event["subject"]) == ("1.0", SUBSCRIPTION, SUBJECT)
    assert event["data"]["operationName"] == VM_WRITE


def test_all_that_a_vm_brings(azure: Simulator, webhook: Webhook) -> None:
    """One VM is a whole deployment: told twice, with NIC, disks and extensions, under one correlation id."""
    azure.subscribe(webhook=webhook.url)
    azure.create_vm("new01", luns=[0], extensions=("A", "B"))
    assert kinds(azure) == [
        "Microsoft.Resources/deployments/write",
        "Microsoft.Network/networkInterfaces/write",
        "Microsoft.Compute/disks/write",
        "Microsoft.Compute/disks/write",
        VM_WRITE,
        "Microsoft.Compute/virtualMachines/extensions/write",
        "Microsoft.Compute/virtualMachines/extensions/write",
        "Microsoft.Resources/deployments/write",
    ]
    assert len({event["data"]["correlationId"] for event in events(azure)}) == 1
    assert len({event["id"] for event in events(azure)}) == 8


def test_update(azure: Simulator, webhook: Webhook) -> None:
    """An update is the same kind of event, and shows its request; silent changes are not told."""
    azure.subscribe(webhook=webhook.url)
    vm = azure.create_vm("new01")
    azure.set_tags(vm, {"backup": "no"})
    assert VM_WRITE in kinds(azure)
    told = len(events(azure))
    azure.set_tags(vm, {"backup": "yes"}, publish=True)
    *_, update = events(azure)
    assert len(events(azure)) == told + 1
    assert update["data"]["operationName"] == VM_WRITE
    assert update["data"]["httpRequest"].keys() == {"clientRequestId", "clientIpAddress", "method", "url"}


def test_resource_notification(azure: Simulator, webhook: Webhook) -> None:
    """Resource notifications tell what a resource is, and not who wrote it; a deployment is none."""
    azure.subscribe(webhook=webhook.url, topic_type="Microsoft.ResourceNotifications.Resources")
    vm = azure.create_vm("new01", tags={"backup": "daily"})
    told = {event["data"]["resourceInfo"]["type"]: event for event in events(azure)}
    assert told.keys() == {
        "Microsoft.Network/networkInterfaces",
        "Microsoft.Compute/disks",
        "Microsoft.Compute/virtualMachines",
        "Microsoft.Compute/virtualMachines/extensions",
    }
    event = told["Microsoft.Compute/virtualMachines"]
    assert event["eventType"] == "Microsoft.ResourceNotifications.Resources.CreatedOrUpdated"
    assert event["subject"] == vm
    assert event["data"].keys() == {"resourceInfo", "apiVersion", "operationalInfo"}
    assert event["data"]["resourceInfo"]["tags"] == {"backup": "daily"}
    assert event["data"]["resourceInfo"]["properties"]["provisioningState"] == "Succeeded"


def test_topic_of_a_resource_group(azure: Simulator, webhook: Webhook) -> None:
    """The topic of a resource group tells of that group only, whatever its spelling."""
    group = f"{SUBSCRIPTION}/resourceGroups/SHOP"
    azure.subscribe(webhook=webhook.url, topic=group, operation_names=[VM_WRITE])
    azure.create_vm("new01")
    azure.create_vm("new02", group="shop2")
    assert [(event["topic"], event["subject"]) for event in events(azure)] == [(group, SUBJECT)]


def test_event_of_one_s_own(azure: Simulator, webhook: Webhook) -> None:
    """Any event can be published as it is, to those whose filters it passes."""
    azure.subscribe(webhook=webhook.url, name="all")
    azure.subscribe(
        webhook=webhook.url, name="writes", included_event_types=["microsoft.resources.ResourceWriteSuccess"]
    )
    azure.publish({"id": "1", "type": "Something.Else", "data": 7})
    assert [(one["subscription"], one["event"]["data"]) for one in azure.delivered()] == [("all", 7)]
