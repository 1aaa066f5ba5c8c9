"""What is asked: one row for each kind of request, with its weight, its queue and its body."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from proof.storm.world import REGION, RESTORED, STAGING, VAULTS, vm
from shared.requests import (
    BackupFleet,
    ChangeProtection,
    PrepareVault,
    ProtectVm,
    RestoreFiles,
    RestoreVm,
    TriggerBackup,
)

type Body = dict[str, object]
type Pools = Mapping[str, int]


class Kind(NamedTuple):
    """How often it is asked among the others, where, what, and what its success is called."""

    weight: int
    queue: str
    body: Callable[[Random, Pools], Body]
    success: str


def _one(pool: str, random: Random, pools: Pools) -> str:
    return vm(pool, random.randrange(pools[pool]))


def _restore(random: Random, pools: Pools) -> Body:
    to = {"disks": {"resourceGroupId": RESTORED}}
    return {"vmId": _one("restored", random, pools), "to": to, "stagingStorageAccountId": STAGING}


def _fleet(random: Random, pools: Pools) -> Body:
    members = random.sample(range(pools["backed"]), k=min(4, pools["backed"]))
    return {"vms": [vm("backed", number) for number in members], "windowMinutes": 0}


def _vault(random: Random, _: Pools) -> Body:
    name = random.choice(("nightly", "storm1", "storm2"))
    policy = {"name": f"Night{random.randrange(3)}", "daily": "22:00"}
    return {"vaultId": f"{VAULTS}/{name}", "location": REGION, "policy": policy}


KINDS: Mapping[str, Kind] = {
    "protect": Kind(10, ProtectVm.QUEUE, lambda r, p: {"vmId": _one("known", r, p)}, "VmProtected"),
    "discover": Kind(5, ProtectVm.QUEUE, lambda r, p: {"vmId": _one("unknown", r, p)}, "VmProtected"),
    "stop": Kind(
        5, ChangeProtection.QUEUE, lambda r, p: {"vmId": _one("switched", r, p), "action": "stop"}, "ProtectionChanged"
    ),
    "resume": Kind(
        5,
        ChangeProtection.QUEUE,
        lambda r, p: {"vmId": _one("switched", r, p), "action": "resume"},
        "ProtectionChanged",
    ),
    "back up": Kind(30, TriggerBackup.QUEUE, lambda r, p: {"vmId": _one("backed", r, p)}, "BackupCompleted"),
    "fleet": Kind(2, BackupFleet.QUEUE, _fleet, "FleetBackedUp"),
    "restore": Kind(10, RestoreVm.QUEUE, _restore, "VmRestored"),
    "dry run": Kind(5, RestoreVm.QUEUE, lambda r, p: _restore(r, p) | {"dryRun": True}, "RestoreValidated"),
    "mount": Kind(9, RestoreFiles.QUEUE, lambda r, p: {"vmId": _one("mounted", r, p)}, "FilesReady"),
    "prepare": Kind(4, PrepareVault.QUEUE, _vault, "VaultReady"),
}

# Asked because of another: the cancellation of a backup by its requestId, and what a mount's event says to send.
CANCEL, REVOKE, MALFORMED = "cancel", "revoke", "malformed"
FOLLOWING = {CANCEL: "JobCancelled", REVOKE: "FilesRevoked", MALFORMED: "RequestRejected"}
SUCCESS = {name: kind.success for name, kind in KINDS.items()} | FOLLOWING

NONSENSE: tuple[Callable[[str], str], ...] = (
    lambda _: "",
    lambda _: "not JSON",
    lambda _: "[1, 2]",
    lambda _: '{"vmId": "unfinished',
    lambda request_id: json.dumps({"requestId": request_id}),
    lambda request_id: json.dumps({"vmId": "web01", "requestId": request_id}),
    lambda request_id: json.dumps({"vmId": vm("backed", 0), "requestId": request_id, "wish": "none"}),
)
