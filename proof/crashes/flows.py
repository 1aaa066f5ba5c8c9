"""The flows: what the world needs first, what is asked, and which ends must come. A new flow is a new entry here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from local_stack.simulator.seeds import SUBSCRIPTION
from local_stack.stack import NIGHTLY
from proof.crashes.mounts import is_gone, is_mounted
from proof.crashes.promise import Ends
from proof.crashes.scene import Scene
from shared import recovery_services as rs
from shared.arrival import derived_id
from shared.settings import BACKUP_API

GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
RESTORED = f"{GROUPS}/restored"
STAGING = f"{GROUPS}/backup/providers/Microsoft.Storage/storageAccounts/staging4backup"
SUBNET = f"{GROUPS}/shop/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/default"
SECOND = f"{GROUPS}/backup/providers/Microsoft.RecoveryServices/vaults/second"
WEB01, WEB02, DB01, APP01 = (
    f"{GROUPS}/shop/providers/Microsoft.Compute/virtualMachines/{name}" for name in ("web01", "web02", "db01", "app01")
)
WHOLE = {"vmId": WEB01, "stagingStorageAccountId": STAGING}
DISKS = {"disks": {"resourceGroupId": RESTORED}}
NEW_VM = {"newVm": {"name": "web01-again", "resourceGroupId": RESTORED, "subnetId": SUBNET}}
POLICY = {"name": "Night", "daily": "22:00", "retainDays": 90}

QUICK = 20_000.0  # times as fast as Azure: a backup's longest job takes half a second, and is over at its first look
FOR_MOUNTS = 1_300.0  # fast, and yet a mount of 12 hours outlives its run
LONG = 1e7  # simulated seconds: longer than any run
# Where the app itself repeats a request after a crash, the repeat waits for as long as a request may last: here 50 s.
SHORT_LIVES = {"OPERATION_DEADLINE_SECONDS": "10", "JOB_DEADLINE_SECONDS": "20"}
ACCEPTED = 60.0  # simulated seconds, after which an accepted backup has its job

type Deed = Callable[[Scene], object]


def _nothing(_: Scene) -> list[str]:
    return []


class Act(NamedTuple):
    """Something is done, and ends come of it. `by_clock`: the clock does it again where a host has died of it."""

    do: Deed
    ends: Ends
    wrong: Callable[[Scene], Iterable[str]] = _nothing
    by_clock: bool = False


class Flow(NamedTuple):
    """Acts in a world. Messages may be left in the queues that `waits` names, and are hidden where it says so."""

    acts: tuple[Act, ...]
    first: Deed = _nothing
    speed: float = QUICK
    settings: Mapping[str, str] = {}
    waits: Mapping[str, bool] = {}


def asking(queue: str, **body: object) -> Deed:
    """Return the sending of a request, whose end must come by its id."""
    return lambda scene: scene.ask(queue, body)


def protected(*vms: str, **details: object) -> Deed:
    """Return the protection of VMs, with a recovery point each, without a word of the app's."""
    return lambda scene: scene.azure.add_protected(list(vms), NIGHTLY, **details)


def _by_message(queue: str, end: str, /, *, first: Deed = _nothing, **body: object) -> Flow:
    return Flow((Act(asking(queue, **body), {end: 1}),), first)


def _by_timer(function: str, ends: Ends, first: Deed, **more: object) -> Flow:
    act = Act(lambda scene: scene.host.run_now(function), ends, by_clock=True)
    enabled = {f"AzureWebJobs.{function}.Disabled": "false"}
    return Flow((act,), first, settings=SHORT_LIVES | enabled, **more)  # type: ignore[arg-type] # fields of Flow


def _subscribed(scene: Scene) -> None:
    scene.azure.subscribe(queue="vm-events", connection_string=scene.lane.azurite.connection_string)


def _running_backup(scene: Scene) -> None:
    """Start a backup that takes its snapshot for as long as the run lasts."""
    protected(WEB01)(scene)
    scene.azure.outcome(operation="Backup", vm="web01", duration=LONG)
    url = rs.backup(NIGHTLY, rs.item_name(WEB01)).partition("?")[0]
    expiry = scene.azure.now() + timedelta(days=30)
    scene.call("POST", f"{scene.azure.url}{url}?api-version={BACKUP_API}", rs.backup_body(expiry)).raise_for_status()
    scene.azure.advance(ACCEPTED)


def _throttled_once(scene: Scene) -> None:
    protected(WEB01)(scene)
    scene.azure.fault(on="GET */protectedItems/*", answer=429)


def _cancel(scene: Scene) -> None:
    (job,) = scene.azure.jobs()
    scene.ask("cancel-job", {"jobId": job.id})


def _revoke(scene: Scene) -> None:
    # The one that waits for its hour is the same request: it must not come first.
    scene.lane.queues.get_queue_client("revoke-files").clear_messages()
    scene.ask("revoke-files", scene.end("FilesReady")["revoke"])  # type: ignore[arg-type] # the message to send


def _poisoned(scene: Scene) -> None:
    scene.lane.send("trigger-backup-poison", f'{{"vmId": "{WEB01}"}}')


def _malformed(scene: Scene) -> None:
    message_id = scene.lane.send("trigger-backup", '{"vmId": "web01"}')
    scene.asked.append(f"trigger-backup/{derived_id('trigger-backup', message_id)}")


MOUNT = {"vmId": WEB01, "keepHours": 1}
COMPLETED = "BackupCompleted"
CHANGED = partial(_by_message, "protection", "ProtectionChanged", vmId=WEB01)
RESTORE = partial(_by_message, "restore-vm", first=protected(WEB01), **WHOLE)

FLOWS: dict[str, Flow] = {
    "prepare-vault": _by_message("prepare-vault", "VaultReady", vaultId=SECOND, location="westeurope", policy=POLICY),
    "protect-vm": _by_message("protect-vm", "VmProtected", vmId=WEB01),
    "discover-vm": _by_message("protect-vm", "VmProtected", vmId=APP01),
    "throttled": _by_message("protect-vm", "VmProtected", first=_throttled_once, vmId=WEB01),
    "new-vm": Flow(
        (Act(lambda scene: scene.azure.create_vm("new01", ready_after=0), {"VmProtected": 1}),),
        _subscribed,
        settings=SHORT_LIVES,
    ),
    "stop": CHANGED(first=protected(WEB01), action="stop"),
    "resume": CHANGED(first=protected(WEB01, state="ProtectionStopped"), action="resume"),
    "undelete": CHANGED(first=protected(WEB01, state="SoftDeleted"), action="undelete"),
    "trigger-backup": _by_message("trigger-backup", COMPLETED, first=protected(WEB01), vmId=WEB01),
    "trigger-backup-seen": Flow(
        (Act(asking("trigger-backup", vmId=WEB01), {COMPLETED: 1}),),
        protected(WEB01),
        settings={"REQUESTS_TABLE": "seen"},
    ),
    "backup-fleet": Flow(
        (Act(asking("backup-fleet"), {COMPLETED: 3, "FleetBackedUp": 1}),),
        protected(WEB01, WEB02, DB01),
        settings=SHORT_LIVES,
    ),
    # Fired again after the crash, the timer asks for the same fleet: the copies wait, for longer than a run.
    "nightly": _by_timer(
        "nightly_backup",
        {COMPLETED: 2, "FleetBackedUp": 1},
        protected(WEB01, WEB02),
        waits={"backup-fleet": True, "trigger-backup": True},
    ),
    "restore-disks": RESTORE("VmRestored", to=DISKS),
    "restore-new-vm": RESTORE("VmRestored", to=NEW_VM),
    "restore-in-place": RESTORE("VmRestored", to={"replaceExisting": {}}),
    "dry-run": RESTORE("RestoreValidated", to=DISKS, dryRun=True),
    "mount": Flow(
        (
            Act(asking("restore-files", **MOUNT), {"FilesReady": 1}, is_mounted),
            Act(_revoke, {"FilesRevoked": 1}, is_gone),
        ),
        protected(WEB01),
        FOR_MOUNTS,
        waits={"revoke-files": True},
    ),
    "cancel-job": Flow((Act(_cancel, {"JobCancelled": 1}),), _running_backup),
    "poison": _by_timer("watch_poison", {"MessagePoisoned": 1}, _poisoned, waits={"trigger-backup-poison": False}),
    "refused": _by_message("trigger-backup", "OperationFailed", vmId=WEB01),
    "malformed": Flow((Act(_malformed, {"RequestRejected": 1}),)),
}
