"""File restore, in Azure's words instant item recovery (ILR): a recovery point's files can be mounted for 12 hours."""

from datetime import datetime, timedelta

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import ProtectedItem, RecoveryPoint, Vault
from local_stack.simulator.state.operations import end, find_operation
from local_stack.simulator.state.protection import find_item, find_point
from local_stack.simulator.state.runs import MountSession, Operation, Told
from local_stack.simulator.state.world import Cloud

# The Expiry in the scripts is exactly this long after the operation's start (recorded in ilr_provision_windows.json).
VALID = timedelta(hours=12)


def provision(cloud: Cloud, vault: Vault, key: str, point_name: str, *, renew: bool) -> Operation:
    """Prepare the files for mounting, with no job; refuse a second session unless the request renews the first."""
    point = find_point(find_item(vault, key), point_name, cloud.now())
    if point.mountable(cloud.now()) and not renew:
        raise refuse("SessionActive", point=point_name)
    return _begin(cloud, vault, key, "provision", point_name)


def revoke(cloud: Cloud, vault: Vault, key: str, point_name: str) -> Operation:
    """Take the files away again, with no job. That succeeds without a session, too: nothing shows what Azure does."""
    find_point(find_item(vault, key), point_name, cloud.now())
    return _begin(cloud, vault, key, "revoke", point_name)


def provision_ends(cloud: Cloud, vault: Vault, operation: Operation, at: datetime) -> None:
    """Hand out new scripts with a new password; those of an earlier session are void."""
    item = vault.items[operation.locks]
    point = _point(item, operation)
    if end(vault, operation):
        point.session = operation.session = _session(cloud, item, point, operation, at)


def revoke_ends(_: Cloud, vault: Vault, operation: Operation, _at: datetime) -> None:
    """Forget the session."""
    if end(vault, operation):
        _point(vault.items[operation.locks], operation).session = None


def active_session(cloud: Cloud, vault: Vault, operation_id: str) -> MountSession:
    """Find the session an operation began; refuse one that is not ready, revoked, renewed, or past its 12 hours."""
    operation = find_operation(vault, operation_id)
    item = vault.items.get(operation.locks)
    for point in item.kept(cloud.now()) if item else []:
        if point.session and point.session == operation.session and point.mountable(cloud.now()):
            return point.session
    raise refuse("SessionNotActive", operation=operation_id)


def last_session(cloud: Cloud, vm: str) -> MountSession:
    """Find the latest session of a VM, active or not; LookupError if there was none."""
    operations = [operation for vault in cloud.world.vaults.values() for operation in vault.operations.values()]
    sessions = [one.session for one in operations if one.session and one.session.vm.lower() == vm.lower()]
    if not sessions:
        raise LookupError(f"nothing was provisioned for {vm}")
    return max(sessions, key=lambda session: session.ready)


def _begin(cloud: Cloud, vault: Vault, key: str, kind: str, point_name: str) -> Operation:
    if key in vault.locked:
        raise refuse("Locked")
    outcome = cloud.world.outcome(_TOLD[kind], vault.items[key].vm.name)
    operation = cloud.begin(vault, kind, key, cloud.lasts(kind, outcome))
    operation.point, operation.error = point_name, outcome.failure()
    return operation


def _point(item: ProtectedItem, operation: Operation) -> RecoveryPoint:
    """Find the recovery point an operation works on, even if it has expired meanwhile."""
    return next(point for point in item.points.values() if point.name == operation.point)


def _session(
    cloud: Cloud, item: ProtectedItem, point: RecoveryPoint, operation: Operation, ready: datetime
) -> MountSession:
    return MountSession(
        operation=operation.id,
        vm=item.vm.name,
        os_type=point.os_type,
        data_id=item.data_id,
        point=point.name,
        taken=point.taken,
        ready=ready,
        expires=operation.started + VALID,
        owner=cloud.identifiers.number(19),
        target=cloud.identifiers.number(6),
        guid=cloud.identifiers.hexadecimal(32),
        password=cloud.identifiers.hexadecimal(15),
        tail=cloud.identifiers.hexadecimal(14),
    )


_TOLD: dict[str, Told] = {"provision": "ProvisionIlr", "revoke": "RevokeIlr"}
