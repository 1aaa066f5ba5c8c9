"""A write as an event, in the words of its topic."""

from local_stack.simulator.event_grid.caller import AUTHORIZATION, CLAIMS, http_request
from local_stack.simulator.event_grid.envelopes import Told
from local_stack.simulator.state.event_grid import Write
from local_stack.simulator.state.names import type_of, vm_name
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.world import Cloud
from local_stack.simulator.tenant import TENANT
from local_stack.simulator.web.times import iso
from local_stack.simulator.web.vm_body import vm_body

_UNTRACKED = "Microsoft.Resources/deployments"


def write_succeeded(_: Cloud, write: Write) -> Told:
    """Tell who wrote what, but not what it is (reference: VM creation events, section a).

    The documented sample spells `resourcegroups` in lower case, unlike the id of the resource.
    """
    subject = write.resource.replace("/resourceGroups/", "/resourcegroups/")
    subscription = write.resource.split("/")[2]
    operation = f"{type_of(write.resource)}/write"
    scope = f"/subscriptions/{subscription}"
    data: Json = {
        "authorization": {
            "scope": subject,
            "action": operation,
            "evidence": AUTHORIZATION | {"roleAssignmentScope": scope},
        },
        "claims": CLAIMS,
        "correlationId": write.correlation_id,
        **({"httpRequest": http_request(write)} if write.method else {}),
        "resourceProvider": operation.partition("/")[0],
        "resourceUri": subject,
        "operationName": operation,
        "status": "Succeeded",
        "subscriptionId": subscription,
        "tenantId": TENANT,
    }
    return Told("Microsoft.Resources.ResourceWriteSuccess", subject, data, "2")


def created_or_updated(cloud: Cloud, write: Write) -> Told | None:
    """Tell what a resource is now, but not who wrote it (section b); deployments are no resources to be told of."""
    kind = type_of(write.resource)
    if kind == _UNTRACKED:
        return None
    data = {
        "resourceInfo": _resource(cloud, write, kind),
        "apiVersion": "2024-07-01",
        "operationalInfo": {"resourceEventTime": iso(write.at)},
    }
    return Told("Microsoft.ResourceNotifications.Resources.CreatedOrUpdated", write.resource, data, "1")


def _resource(cloud: Cloud, write: Write, kind: str) -> Json:
    name = vm_name(write.resource)
    vm = cloud.world.vms.get(write.resource.lower()) if name else None
    common = {"tags": {}, "id": write.resource, "name": write.resource.rpartition("/")[2], "type": kind}
    if vm:
        return common | vm_body(vm, cloud.now())
    # What the simulator has no body for is where its resource group is.
    group = cloud.world.groups.get("/".join(write.resource.split("/")[:5]).lower())
    location = group.location if group else ""
    return common | {"location": location, "properties": {"provisioningState": "Succeeded"}}
