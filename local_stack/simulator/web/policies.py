"""Backup policies over HTTP."""

from local_stack.simulator.state.entities import Policy
from local_stack.simulator.state.policies import delete_policy, find_policy, items_under, put_policy
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.filters import Keys, anything, equals, passing
from local_stack.simulator.web.operation_addresses import accepted
from local_stack.simulator.web.paging import page_of


def _for_workload(body: Json, value: str) -> bool:
    """Match `workloadType`, which a VM policy does not carry itself."""
    return str(body["properties"].get("workLoadType", "VM")).lower() == value.lower()


KEYS: Keys = {
    "backupManagementType": equals("backupManagementType"),
    "workloadType": _for_workload,
    "fabricName": anything,
}


def list_all(call: Call) -> Answer:
    """List the policies of a vault (recorded in list_policies.json)."""
    policies = call.vault.policies.items()
    return page_of(call, policies, lambda policy: policy_body(call, policy), passing(call.filter, KEYS))


def get(call: Call) -> Answer:
    """Show one policy (recorded in get_policy_default.json)."""
    return Answer(200, policy_body(call, find_policy(call.vault, call.names["policy"])))


def put(call: Call) -> Answer:
    """Create or replace a policy: 200 at once (policy_create_update_delete.json), 202 if items have to follow."""
    policy, operation = put_policy(call.cloud, call.vault, call.names["policy"], call.properties)
    return accepted(call, operation) if operation else Answer(200, policy_body(call, policy))


def delete(call: Call) -> Answer:
    """Delete a policy (recorded in policy_create_update_delete.json); 204 if there is none (specification)."""
    return Answer(200 if delete_policy(call.vault, call.names["policy"]) else 204)


def policy_body(call: Call, policy: Policy) -> Json:
    """Write a policy, with the number of its items."""
    return {
        "id": f"{call.vault.id}/backupPolicies/{policy.name}",
        "name": policy.name,
        "type": "Microsoft.RecoveryServices/vaults/backupPolicies",
        "properties": policy.properties | {"protectedItemsCount": len(items_under(call.vault, policy))},
    }
