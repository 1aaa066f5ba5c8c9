"""Subscriptions and resource groups over HTTP."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import ResourceGroup
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page


def list_all(call: Call) -> Answer:
    """List the subscriptions: those that have a resource group."""
    return page(call, [_subscription_body(call, one) for one in _subscriptions(call)])


def get(call: Call) -> Answer:
    """Show a subscription."""
    wanted = call.names["subscription"].lower()
    if wanted not in _subscriptions(call):
        raise refuse("SubscriptionNotFound", subscription=call.names["subscription"])
    return Answer(200, _subscription_body(call, wanted))


def list_groups(call: Call) -> Answer:
    """List the resource groups of a subscription."""
    prefix = f"/subscriptions/{call.names['subscription']}/".lower()
    groups = [group for key, group in call.cloud.world.groups.items() if key.startswith(prefix)]
    return page(call, [_group_body(group) for group in groups])


def get_group(call: Call) -> Answer:
    """Show a resource group."""
    group = call.cloud.world.groups.get(_group_id(call).lower())
    if group is None:
        raise refuse("GroupNotFound", group=call.names["group"])
    return Answer(200, _group_body(group))


def put_group(call: Call) -> Answer:
    """Create a resource group, or leave it as it is."""
    known = _group_id(call).lower() in call.cloud.world.groups
    group = call.cloud.world.add_group(_group_id(call), str(call.body.get("location")))
    return Answer(200 if known else 201, _group_body(group))


def _group_id(call: Call) -> str:
    return f"/subscriptions/{call.names['subscription']}/resourceGroups/{call.names['group']}"


def _subscriptions(call: Call) -> list[str]:
    return sorted({key.split("/")[2] for key in call.cloud.world.groups})


def _subscription_body(call: Call, subscription: str) -> Json:
    return {
        "id": f"/subscriptions/{subscription}",
        "subscriptionId": subscription,
        "tenantId": call.backstage.identity.tenant_id,
        "displayName": "Simulated subscription",
        "state": "Enabled",
        "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01"},
        "authorizationSource": "RoleBased",
    }


def _group_body(group: ResourceGroup) -> Json:
    return {
        "id": group.id,
        "name": group.id.rpartition("/")[2],
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "properties": {"provisioningState": "Succeeded"},
    }
