"""Refuses what the caller's roles do not grant. Without roles everything is granted."""

from local_stack.simulator.actions import actions_of, secret_action
from local_stack.simulator.errors import refuse
from local_stack.simulator.web.call import Call


def permit(call: Call) -> None:
    """Refuse a call to Resource Manager that the roles do not grant."""
    roles = call.backstage.roles
    for action in actions_of(call.method, call.path, call.query) if roles else ():
        if roles and not roles.permit(action):
            raise refuse("NotPermitted", client=call.principal, action=action, scope=call.path)


def permit_secret(call: Call) -> None:
    """Refuse a call to the key vault that the roles do not grant."""
    roles, action = call.backstage.roles, secret_action(call.method, call.path)
    if roles and not roles.permit_data(action):
        raise refuse("NotPermitted", client=call.principal, action=action, scope=call.path)
