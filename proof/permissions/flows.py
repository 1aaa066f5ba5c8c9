"""Every flow of the app, with its variants, on simulated Azure: what it asks of Azure is what it must be allowed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

import requests
from azure.core.exceptions import ResourceExistsError

from poison.watch import tell
from report.look import look
from shared.choices import InPlace, NewPolicy, Target, ToNewVm
from shared.events import FilesReady
from shared.messages import Request
from shared.requests import BackupFleet, CancelJob, ChangeProtection, ConsiderVm, PrepareVault, RestoreFiles
from tests.running import SUBSCRIPTION, VAULT, App, vm_id

type Flow = Callable[[App], object]

RESTORED = f"{SUBSCRIPTION}/resourceGroups/restored"
SUBNET = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/default"
NEW_VAULT = VAULT.replace("/nightly", "/fresh")
UNPROTECTED = "fresh01"


def asked[R: Request](app: App, kind: type[R], **fields: Any) -> R:  # noqa: ANN401 - whatever the request has
    """Return a request of any kind, as if it had just come."""
    given: dict[str, Any] = {"request_id": uuid4(), "accepted": app.connections.now()} | fields
    return kind(**given)


def prepare_vault(app: App) -> None:
    """Connect to one, create one, and describe a policy for it."""
    night = NewPolicy("Night", daily="22:30")
    _writes_policies_later(app)
    app.run(asked(app, PrepareVault, vault_id=VAULT, policy="DefaultPolicy"))
    app.run(asked(app, PrepareVault, vault_id=NEW_VAULT, policy="DefaultPolicy", location="westeurope"))
    app.run(asked(app, PrepareVault, vault_id=VAULT, policy=night))


def protect_vm(app: App) -> None:
    """A VM that the vault knows, one to be discovered, and each look for the reason of a refusal."""
    _lose_board(app)
    app.run(app.protect("web01"))
    app.run(app.protect("app01"))
    app.run(app.protect("web02", policy="NoSuchPolicy"))
    app.run(app.protect("gone"))
    far = vm_id("far")
    app.azure.add_vm(far, "northeurope")
    app.run(app.protect("far"))
    app.azure.add_vault(NEW_VAULT, "westeurope")
    app.run(app.protect("web01", vault_id=NEW_VAULT))


def consider_vm(app: App) -> None:
    """A VM that an event has told of, and that a rule gives to a vault."""
    app.azure.add_vm(vm_id(UNPROTECTED), "westeurope")
    app.run(asked(app, ConsiderVm, vm_id=vm_id(UNPROTECTED)))


def protection(app: App) -> None:
    """Stop, resume, undelete."""
    (deleted,) = app.azure.add_protected(1, state="SoftDeleted")
    for action in ("undelete", "resume", "stop"):
        app.run(asked(app, ChangeProtection, vm_id=deleted, vault_id=VAULT, action=action))


def trigger_backup(app: App) -> None:
    """From start to end, met by another, without a board, and found again when the answer to its start was lost."""
    vm = _protected(app)
    running = app.step(app.back_up(vm))
    app.azure.advance(60)
    app.run(app.back_up(vm))
    app.run(*running)
    _lose_board(app)
    app.run(app.back_up(vm))
    _lose_answer(app, "POST */backup")
    app.run(app.back_up(vm))


def backup_fleet(app: App) -> None:
    """All VMs of a vault."""
    app.azure.add_protected(2, VAULT)
    begun = app.step(asked(app, BackupFleet, vault_id=VAULT, window_minutes=0))
    _lose_board(app)
    app.run(*begun)


def restore_vm(app: App) -> None:
    """To disks, to a new VM, over the VM itself; without beginning it; found again when an answer was lost."""
    _backed_up(app)
    new_vm = Target(new_vm=ToNewVm("web01-again", RESTORED, SUBNET))
    for to in (app.restore_vm().to, new_vm, Target(replace_existing=InPlace())):
        app.run(app.restore_vm(to=to))
    app.run(app.restore_vm(dry_run=True))
    _lose_board(app)
    app.run(app.restore_vm())
    _lose_answer(app, "POST */restore")
    app.run(app.restore_vm())


def cancel_job(app: App) -> None:
    """By the request that has started it; found cancelled when the answer was lost."""
    backup = app.back_up(_protected(app))
    app.step(backup)
    app.azure.advance(60)
    _forget(app)
    _lose_answer(app, "POST */cancel")
    app.run(asked(app, CancelJob, vault_id=VAULT, request_id=backup.request_id, chosen_id=True))


def restore_files(app: App) -> None:
    """Open, deliver, close."""
    _backed_up(app)
    ready = app.run_but(FilesReady, asked(app, RestoreFiles, vm_id=vm_id("web01"), vault_id=VAULT))
    app.run(*(event.revoke for event in ready if isinstance(event, FilesReady)))


def report(app: App) -> None:
    """The vaults' items, and the VMs of their subscriptions."""
    app.azure.add_protected(1, VAULT)
    look(app.connections)


def poison(app: App) -> None:
    """A message that a defect has kept from being taken is told of; and so every other event is sent."""
    queue = app.connections.queue_service.get_queue_client("trigger-backup-poison")
    with suppress(ResourceExistsError):
        queue.create_queue()
    queue.send_message("{}")
    tell(app.connections)


FLOWS: Mapping[str, Flow] = {
    "prepare-vault": prepare_vault,
    "protect-vm": protect_vm,
    "vm-events": consider_vm,
    "protection": protection,
    "trigger-backup": trigger_backup,
    "backup-fleet": backup_fleet,
    "restore-vm": restore_vm,
    "restore-files": restore_files,
    "cancel-job": cancel_job,
    "report": report,
    "poison": poison,
}


def _writes_policies_later(app: App) -> None:
    """Let Azure answer the next write of a policy with 202: it may, and the simulator does for a policy in use."""
    operation = f"{app.azure.url}{VAULT}/backupPolicies/Night/operations/{uuid4()}?api-version=2026-10-01"
    accepted = {"status": 202, "headers": {"Azure-AsyncOperation": operation}}
    app.azure.fault(on="PUT */backupPolicies/*", answer=accepted, after=True)
    app.azure.fault(on="GET */operations/*", answer={"status": 200, "body": {"status": "Succeeded"}})


def _lose_answer(app: App, on: str) -> None:
    """Let the next such call do its work, and its answer be lost."""
    app.azure.fault(on=on, answer="reset", after=True)


def _lose_board(app: App) -> None:
    """Let the vault's jobs not be listed for a while, so that operations are looked at by themselves."""
    app.azure.advance(app.connections.settings.look_seconds + 1)
    app.azure.fault(on="GET */backupJobs", answer=500)


def _protected(app: App) -> str:
    """Have a protected VM, as it was before the flow begins."""
    app.run(app.protect("web01"))
    _forget(app)
    return "web01"


def _backed_up(app: App) -> None:
    """Have a VM with a recovery point, as it was before the flow begins."""
    app.run(app.back_up(_protected(app)))
    _forget(app)


def _forget(app: App) -> None:
    requests.delete(f"{app.azure.url}/_simulator/journal", timeout=10)
