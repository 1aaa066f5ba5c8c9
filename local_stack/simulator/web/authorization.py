"""Who may do what at a scope, as Azure tells it: the caller's permissions, and anybody's role assignments.

The simulator gives everybody the same roles, wherever one asks. Without roles that is one which grants everything.
https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource-group
https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope
"""

import re
from uuid import NAMESPACE_OID, uuid5

from local_stack.simulator.errors import refuse
from local_stack.simulator.roles import Permission
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web import subscriptions
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.routing import Handler

_PROVIDER = "/providers/Microsoft.Authorization"
_EVERYTHING = Permission(actions=("*",), data_actions=("*",))
_ASSIGNED_TO = re.compile(r"assignedTo\('(?P<principal>[^']+)'\)", re.IGNORECASE)


def rows(subscription: str, group: str) -> list[tuple[str, str, Handler]]:
    """Return the rows for a subscription, for a resource group, and for a resource in it."""
    scopes = (subscription, group, f"{group}/providers/{{provider}}/{{type}}/{{name}}")
    kinds = {"permissions": list_permissions, "roleAssignments": list_assignments}
    listed = [("GET", f"{scope}{_PROVIDER}/{kind}", handler) for scope in scopes for kind, handler in kinds.items()]
    return [*listed, ("GET", f"{subscription}{_PROVIDER}/roleDefinitions/{{role}}", get_role)]


def list_permissions(call: Call) -> Answer:
    """List what the caller may do at a scope that is there: one entry for each role."""
    _check_scope(call)
    return Answer(200, {"value": [_body(one) for one in _permissions(call)]})


def list_assignments(call: Call) -> Answer:
    """List the roles of a principal at a scope that is there; of none, those of the caller."""
    _check_scope(call)
    named = _ASSIGNED_TO.search(call.filter)
    principal = named["principal"] if named else call.principal
    identity = call.backstage.identity
    known = principal in {identity.client_id, identity.managed_id}
    count = len(_permissions(call)) if known else 0
    return Answer(200, {"value": [_assignment(call, number, principal) for number in range(count)]})


def get_role(call: Call) -> Answer:
    """Show a role by its id."""
    for number, permission in enumerate(_permissions(call)):
        if _role_id(call, number).endswith(call.names["role"].lower()):
            properties = {"roleName": f"Role {number}", "type": "CustomRole", "permissions": [_body(permission)]}
            return Answer(200, {"id": _role_id(call, number), "name": call.names["role"], "properties": properties})
    raise refuse("NoRoute", method=call.method, path=call.path)


def _check_scope(call: Call) -> None:
    """Refuse a scope that is not there; of a resource, its group is looked for."""
    (subscriptions.get_group if "group" in call.names else subscriptions.get)(call)


def _permissions(call: Call) -> tuple[Permission, ...]:
    roles = call.backstage.roles
    return roles.permissions if roles else (_EVERYTHING,)


def _role_id(call: Call, number: int) -> str:
    role = uuid5(NAMESPACE_OID, f"role {number}")
    return f"/subscriptions/{call.names['subscription']}{_PROVIDER}/roleDefinitions/{role}"


def _assignment(call: Call, number: int, principal: str) -> Json:
    scope, name = call.path.partition(_PROVIDER)[0], str(uuid5(NAMESPACE_OID, f"assignment {number} {call.path}"))
    properties = {
        "roleDefinitionId": _role_id(call, number),
        "principalId": principal,
        "principalType": "ServicePrincipal",
        "scope": scope,
    }
    return {"id": f"{scope}{_PROVIDER}/roleAssignments/{name}", "name": name, "properties": properties}


def _body(permission: Permission) -> Json:
    return {
        "actions": list(permission.actions),
        "notActions": list(permission.not_actions),
        "dataActions": list(permission.data_actions),
        "notDataActions": list(permission.not_data_actions),
    }
