"""What a request is in the language of permissions: the actions that Azure looks for in the caller's roles.

https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
"""

from collections.abc import Mapping

from local_stack.simulator.state.names import type_of

VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}

# What a request needs besides its own action: by the action, and what the query asks for in addition.
BESIDES = {
    ("microsoft.compute/virtualmachines/read", "instanceview"): "Microsoft.Compute/virtualMachines/instanceView/read",
}

# A key vault's data actions, by method and first part of the path.
# https://learn.microsoft.com/azure/key-vault/general/rbac-guide
OF_SECRETS = {
    ("GET", "secrets"): "getSecret/action",
    ("PUT", "secrets"): "setSecret/action",
    ("DELETE", "secrets"): "delete",
    ("GET", "deletedsecrets"): "readMetadata/action",
    ("POST", "deletedsecrets"): "recover/action",
    ("DELETE", "deletedsecrets"): "purge/action",
}
LISTS = {"/secrets", "/deletedsecrets"}


def action_of(method: str, path: str) -> str:
    """Name what is asked of Resource Manager: the types in the path, and read, write, delete or action."""
    verb = VERBS.get(method, "action")
    if "/providers/" in path:
        return f"{type_of(path.rstrip('/'))}/{verb}"
    types = path.strip("/").split("/")[::2]
    return "/".join(["Microsoft.Resources", *types, verb])


def actions_of(method: str, path: str, query: Mapping[str, str]) -> tuple[str, ...]:
    """List all that a request to Resource Manager needs; nothing for the list of one's own subscriptions."""
    if path.rstrip("/").lower() == "/subscriptions":
        return ()
    action = action_of(method, path)
    besides = BESIDES.get((action.lower(), query.get("$expand", "").lower()))
    return (action, besides) if besides else (action,)


def secret_action(method: str, path: str) -> str:
    """Name what is asked of a key vault."""
    if path.rstrip("/").lower() in LISTS or path.rstrip("/").lower().endswith("/versions"):
        deed = "readMetadata/action"
    else:
        deed = OF_SECRETS[method, path.split("/")[1].lower()]
    return f"Microsoft.KeyVault/vaults/secrets/{deed}"
