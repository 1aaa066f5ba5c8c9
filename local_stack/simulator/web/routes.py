"""Every address the simulator serves. Names in braces match one path segment; case never matters."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from local_stack.simulator.web import (
    admin,
    compute,
    discovery,
    entra,
    file_restore,
    jobs,
    key_vault,
    operations,
    policies,
    protected_items,
    protection,
    recovery_points,
    subscriptions,
    vaults,
)
from local_stack.simulator.web.call import Answer, Call

SUBSCRIPTION = "/subscriptions/{subscription}"
GROUP = f"{SUBSCRIPTION}/resourceGroups/{{group}}"
VAULT = f"{GROUP}/providers/Microsoft.RecoveryServices/vaults/{{vault}}"
FABRIC = f"{VAULT}/backupFabrics/Azure"
ITEM = f"{FABRIC}/protectionContainers/{{container}}/protectedItems/{{item}}"
POINT = f"{ITEM}/recoveryPoints/{{point}}"
VM = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/{{vm}}"

type Handler = Callable[[Call], Answer]

# Azure Resource Manager: each call needs a token and an api-version.
ARM: list[tuple[str, str, Handler]] = [
    ("GET", "/subscriptions", subscriptions.list_all),
    ("GET", SUBSCRIPTION, subscriptions.get),
    ("GET", f"{SUBSCRIPTION}/resourceGroups", subscriptions.list_groups),
    ("GET", GROUP, subscriptions.get_group),
    ("PUT", GROUP, subscriptions.put_group),
    ("GET", VM, compute.get),
    ("PUT", VM, compute.put),
    ("DELETE", VM, compute.delete),
    ("GET", f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/vaults", vaults.list_all),
    ("GET", f"{GROUP}/providers/Microsoft.RecoveryServices/vaults", vaults.list_all),
    ("GET", VAULT, vaults.get),
    ("PUT", VAULT, vaults.put),
    ("PATCH", VAULT, vaults.patch),
    ("DELETE", VAULT, vaults.delete),
    ("GET", f"{VAULT}/operationStatus/{{operation}}", operations.vault_status),
    ("GET", f"{VAULT}/operationResults/{{operation}}", operations.vault_result),
    ("GET", f"{VAULT}/backupconfig/vaultconfig", vaults.config),
    ("GET", f"{VAULT}/backupResourceGuardProxies", vaults.resource_guards),
    ("GET", f"{VAULT}/backupPolicies", policies.list_all),
    ("GET", f"{VAULT}/backupPolicies/{{policy}}", policies.get),
    ("PUT", f"{VAULT}/backupPolicies/{{policy}}", policies.put),
    ("POST", f"{FABRIC}/refreshContainers", discovery.refresh_containers),
    ("GET", f"{VAULT}/backupProtectableItems", discovery.list_protectable),
    (
        "POST",
        f"{SUBSCRIPTION}/providers/Microsoft.RecoveryServices/locations/{{region}}/backupStatus",
        discovery.backup_status,
    ),
    ("GET", f"{VAULT}/backupProtectionContainers", protected_items.list_containers),
    ("GET", f"{VAULT}/backupProtectedItems", protected_items.list_all),
    ("GET", ITEM, protected_items.get),
    ("PUT", ITEM, protection.put),
    ("DELETE", ITEM, protection.delete),
    ("POST", f"{ITEM}/backup", protection.back_up),
    ("GET", f"{ITEM}/recoveryPoints", recovery_points.list_all),
    ("GET", POINT, recovery_points.get),
    ("POST", f"{POINT}/provisionInstantItemRecovery", file_restore.start),
    ("POST", f"{POINT}/listInstantItemRecoveryOperationResult", file_restore.list_scripts),
    ("POST", f"{POINT}/revokeInstantItemRecovery", file_restore.stop),
    ("GET", f"{VAULT}/backupJobs", jobs.list_all),
    ("GET", f"{VAULT}/backupJobs/{{job}}", jobs.get),
    # The same operation answers under every form of address (reference: the table of long operations).
    ("GET", f"{ITEM}/operationsStatus/{{operation}}", operations.status),
    ("GET", f"{FABRIC}/operationsStatus/{{operation}}", operations.status),
    ("GET", f"{VAULT}/backupOperations/{{operation}}", operations.status),
    ("GET", f"{ITEM}/operationResults/{{operation}}", operations.result),
    ("GET", f"{FABRIC}/operationResults/{{operation}}", operations.result),
    ("GET", f"{VAULT}/backupOperationResults/{{operation}}", operations.result),
]

# Identity and metadata: they hand out tokens, or what one needs to get one.
IDENTITY: list[tuple[str, str, Handler]] = [
    ("GET", "/{tenant}/v2.0/.well-known/openid-configuration", entra.openid_configuration),
    ("GET", "/common/discovery/instance", entra.instance_discovery),
    ("POST", "/{tenant}/oauth2/v2.0/token", entra.token),
    ("GET", "/msi/token", entra.app_service_token),
    ("GET", "/metadata/identity/oauth2/token", entra.instance_metadata_token),
    ("GET", "/metadata/endpoints", entra.clouds),
]

# The simulator itself.
ADMIN: list[tuple[str, str, Handler]] = [
    ("GET", "/_simulator", admin.overview),
    ("GET", "/_simulator/faults", admin.list_faults),
    ("POST", "/_simulator/faults", admin.add_fault),
    ("DELETE", "/_simulator/faults", admin.clear_faults),
    ("GET", "/_simulator/outcomes", admin.list_outcomes),
    ("POST", "/_simulator/outcomes", admin.add_outcome),
    ("DELETE", "/_simulator/outcomes", admin.clear_outcomes),
    ("GET", "/_simulator/journal", admin.journal),
    ("DELETE", "/_simulator/journal", admin.clear_journal),
    ("GET", "/_simulator/clock", admin.clock),
    ("POST", "/_simulator/clock", admin.move_clock),
    ("GET", "/_simulator/mounts/{operation}", admin.mount),
]

# The key vault, at an address of its own: each call needs a token and an api-version, too.
SECRETS: list[tuple[str, str, Handler]] = [
    ("GET", "/secrets", key_vault.list_all),
    ("PUT", "/secrets/{secret}", key_vault.put),
    ("GET", "/secrets/{secret}", key_vault.get),
    ("DELETE", "/secrets/{secret}", key_vault.delete),
    ("GET", "/secrets/{secret}/versions", key_vault.list_versions),
    ("GET", "/secrets/{secret}/{version}", key_vault.get),
    ("GET", "/deletedsecrets", key_vault.list_deleted),
    ("GET", "/deletedsecrets/{secret}", key_vault.get_deleted),
    ("DELETE", "/deletedsecrets/{secret}", key_vault.purge),
    ("POST", "/deletedsecrets/{secret}/recover", key_vault.recover),
]


class Route(NamedTuple):
    """One row of the tables, ready to match. A guarded one needs a token and an api-version."""

    method: str
    path: re.Pattern[str]
    handler: Handler
    guarded: bool


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Find the row for a request, and the names in its path."""
    for route in routes:
        if route.method == method and (match := route.path.fullmatch(path)):
            return route, match.groupdict()
    return None


def ready(rows: list[tuple[str, str, Handler]], *, guarded: bool) -> list[Route]:
    """Prepare the rows of a table for matching."""
    return [Route(method, _pattern(path), handler, guarded) for method, path, handler in rows]


def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return re.compile(f"{escaped}/?", re.IGNORECASE)
